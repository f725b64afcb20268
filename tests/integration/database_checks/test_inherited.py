"""Personal data in tables that inherit from one another."""

from collections.abc import Callable

Found = Callable[..., set[tuple[str, str]]]


def test_a_table_that_another_inherits_from_is_not_personal(found: Found) -> None:
    elsewhere = "create schema extra; create table extra.vip (passport text) inherits (member)"
    said = ("error", "`member` is mapped as personal, and tied by inheritance to `extra.vip`")
    assert found("TR343", elsewhere) == {said}
    beside = "create table vip (passport text) inherits (member)"
    plain = {"  listing_category: plain": "  vip: plain\n  listing_category: plain"}
    assert found("TR343", beside, tables=plain) == {("error", said[1].replace("extra.vip", "vip"))}
    assert found("TR343", f"{beside}; alter table vip no inherit member", tables=plain) == set()
