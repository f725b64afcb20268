"""A window that may add rows which it cannot fill."""

from collections.abc import Callable

Found = Callable[..., set[tuple[str, str]]]


def test_a_not_null_column_outside_the_window(found: Found) -> None:
    made = "alter table member add column code text not null"
    tables = {"phone: contact.phone": "phone: contact.phone\n      code: {holds: order, erase: unique}"}
    said = found("TR317", made, tables=tables, policy={"may: [read, add, change]": "may: [read, add]"} | UNMARKED)
    assert ("note", "`account` may add to `member`, but cannot fill `code`") in said


def test_a_default_fills_it(found: Found) -> None:
    made = "alter table member add column code text not null default 'x'"
    tables = {"phone: contact.phone": "phone: contact.phone\n      code: {holds: order, erase: unique}"}
    assert (
        found("TR317", made, tables=tables, policy={"may: [read, add, change]": "may: [read, add]"} | UNMARKED) == set()
    )


UNMARKED = {"    marks: [account closed]                  # may write the column of this event\n": ""}
"""Without update beside it, insert is granted on every server."""
