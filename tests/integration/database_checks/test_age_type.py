"""An age that no column of the right type tells."""

from collections.abc import Callable

Found = Callable[..., set[tuple[str, str]]]


def test_an_age_of_the_wrong_type(found: Found) -> None:
    tables = {"listing_category: plain ": "listing_category: plain\nage: {member: {born: member.phone}}\n#"}
    assert found("TR325", tables=tables) == {
        ("error", "`member.phone` is a text, and tells as `born` how old a member is")
    }


def test_an_age_in_rows_of_two_people(found: Found) -> None:
    tables = {"listing_category: plain ": "listing_category: plain\nage: {member: {born: orders.born}}\n#",
              "      ship_to: {holds": "      born: {holds: order, of: buyer}\n      ship_to: {holds"}  # fmt: skip
    said = found("TR325", "alter table orders add column born date", tables=tables)
    assert said == {("error", "`orders.born` is in rows of several members, and does not say whose age it tells")}


def test_an_age_that_is_told(found: Found) -> None:
    tables = {"listing_category: plain ": "listing_category: plain\nage: {member: {born: member.created_at}}\n#"}
    assert found("TR325", "alter table member alter column created_at type date", tables=tables) == set()
