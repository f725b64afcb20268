# ruff: noqa: E501
"""A cell that can neither be empty nor become anything else."""

from collections.abc import Callable

Found = Callable[..., set[tuple[str, str]]]

SAID = ("error", "`member.full_name` is NOT NULL, and nothing says what erasing makes of it")
NAME = {'{holds: identity.name, erase: {set: "Erased"}}': "identity.name"}


def test_a_not_null_column_needs_an_erase(found: Found) -> None:
    assert found("TR310", tables=NAME) == {SAID}
    assert found("TR310") == set()


def test_a_row_that_always_goes_whole_needs_none(found: Found) -> None:
    alone = "alter table advert_view alter column ip set not null"
    assert found("TR310", alone) == set()


def test_a_row_that_others_refer_to_may_have_to_stay(found: Found) -> None:
    referred = "alter table advert_view alter column ip set not null; alter table message add foreign key (id) references advert_view"
    assert {message for _, message in found("TR310", referred)} == {
        "`advert_view.ip` is NOT NULL, and nothing says what erasing makes of it"
    }
