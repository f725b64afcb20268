"""Personal data in what cannot be guarded row by row."""

from collections.abc import Callable

Found = Callable[..., set[tuple[str, str]]]


def test_a_materialised_view_is_not_personal(found: Found) -> None:
    made = "create materialized view mails as select member_id, email from member"
    mapped = "  mails:\n    owners: {}\n    columns: {member_id: plain, email: plain}\n  listing_category: plain"
    said = found("TR323", made, tables={"  listing_category: plain": mapped})
    assert said == {("error", "`mails` is a materialised view, and is mapped as personal")}
    assert (
        found("TR323", made, tables={"  listing_category: plain": "  mails: plain\n  listing_category: plain"}) == set()
    )
