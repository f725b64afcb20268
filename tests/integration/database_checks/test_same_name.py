# ruff: noqa: E501
"""Two tables of one name in one window."""

from collections.abc import Callable

Found = Callable[..., set[tuple[str, str]]]


def test_tables_of_two_schemas_with_one_name(found: Found) -> None:
    made = "drop schema if exists other cascade; create schema other; create table other.listing_category (id int primary key)"
    tables = {"  listing_category: plain": "  other.listing_category: plain\n  listing_category: plain"}
    ((level, message),) = found("TR320", made, tables=tables)
    assert level == "error"
    assert message.startswith("`other.listing_category` and `listing_category` would both be `listing_category`")
    assert "`account`" in message
