"""A view that is mapped plain, and shows personal data to every purpose."""

from collections.abc import Callable

Found = Callable[..., set[tuple[str, str]]]

PLAIN = {"  listing_category: plain": "  mails: plain\n  listing_category: plain"}


def test_a_view_over_people_is_not_plain(found: Found) -> None:
    said = {("error", "the view `mails` is mapped plain, and reads member")}
    assert found("TR346", "create view mails as select email from member", tables=PLAIN) == said
    deeper = (
        "create schema extra; create view extra.m as select * from member; create view mails as select * from extra.m"
    )
    assert found("TR346", deeper, tables=PLAIN) == said


def test_a_stored_view_over_people_may_be_counts(found: Found) -> None:
    stored = "create materialized view mails as select count(*) from member"
    said = {("warning", "the materialised view `mails` is mapped plain, and reads member")}
    assert found("TR346", stored, tables=PLAIN) == said


def test_a_view_over_plain_tables_is_plain(found: Found) -> None:
    assert found("TR346", "create view mails as select * from listing_category", tables=PLAIN) == set()
