"""A form and the table that it fills."""

from collections.abc import Callable

Found = Callable[..., set[tuple[str, str]]]

TAKES = "takes: {contact.email: required, contact.phone: %s}"
FORM = {"holds:\n": f"forms: {{join: {{says: Join, for: account, {TAKES}}}}}\nholds:\n"}


def fills(said: str) -> dict[str, str]:
    return {"listing_category: plain ": f"listing_category: plain\nforms: {{join: {said}}}\n#"}


def form(how: str = "optional") -> dict[str, str]:
    return {old: new % how for old, new in FORM.items()}


def test_a_column_that_cannot_be_empty(found: Found) -> None:
    assert found("TR327", policy=form(), tables=fills("{table: member}")) == {
        ("error", "`member.full_name` cannot be empty, and the form `join` never takes its category")
    }


def test_a_path_that_leads_nowhere(found: Found) -> None:
    relaxed = "alter table member alter column full_name drop not null"
    for path, message in (
        ("plan", "`member` has no column `plan`"),
        ("phone > orders.total", "no foreign key leads from `member.phone` to `orders`"),
    ):
        said = found("TR327", relaxed, policy=form(), tables=fills(f"{{table: member, by: {{plan: {path}}}}}"))
        assert said == {("error", message)}


def test_a_list_that_is_not_there(found: Found) -> None:
    relaxed = "alter table member alter column full_name drop not null"
    lists = "{table: member, list: {table: %s, field: field, is: takes}}"
    assert found("TR327", relaxed, policy=form("listed"), tables=fills(lists % "orders")) == {
        ("error", "the list `orders` is no table that is mapped `plain`")
    }
    said = found("TR327", relaxed, policy=form("listed"), tables=fills(lists % "listing_category"))
    assert ("error", "the list `listing_category` has no column `takes`") in said
