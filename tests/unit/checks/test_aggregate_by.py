"""Counts that are split by what names a person, or by two things of one name."""

from collections.abc import Callable

BY = "by: [article]"


def test_a_link_is_no_split(found: Callable[..., str]) -> None:
    said = found(tables={BY: "by: [article, sale_id]"})
    assert (
        "[TR235] error: `sales_by_kind` is split by `sale_id`, which leads to a person\n  where: tables.yaml:66:"
        in said
    )


def test_two_parts_have_two_names(found: Callable[..., str]) -> None:
    said = found(tables={BY: "by: [{day: made_at}, {day: sent_at}]"})
    assert said.count("two parts of `sales_by_kind` would be named `day`") == 2


def test_an_hour_and_its_day(found: Callable[..., str]) -> None:
    assert found(tables={BY: "by: [{hour: made_at}, {day: made_at}, article]"}) == ""
