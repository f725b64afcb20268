"""A window that people read themselves whose time or condition cannot be told for the rows that decide."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.compiler.live.live import Live
from troth.compiler.windows import Window, meeting_tables, recipient_windows
from troth.findings import Finding
from troth.mapped.model import Happening, Mapped, MappedTable, Owner
from troth.mapped.ways import reach
from troth.policy.model import Recipient

CODE = "TR336"
_WHY = "whether the window is open for such a row could never be told"


def check(declared: Declared, mapped: Mapped) -> Iterator[Finding]:
    """A recipient's `while`, or an event of its purpose, does not reach the rows in which both meet."""
    for window in recipient_windows(declared.policy, mapped):
        recipient = declared.policy.recipients[window.recipient or ""]
        condition = mapped.conditions.get(recipient.while_ or "")
        if recipient.per:
            yield from _not_of_the_case(declared, mapped, window, recipient, condition)
            continue
        for table, owner in _deciding(mapped, window, recipient) if condition else ():
            assert condition is not None
            yield from _unreached(declared, mapped, window, (table, owner, condition), "while")
        for there in meeting_tables(mapped, recipient) if recipient.sees else ():
            for happening in Live(declared.policy, mapped).happenings(window.purpose):
                deciding = (there, there.owners[recipient.sees or ""], happening)
                yield from _unreached(declared, mapped, window, deciding, "for")


def _not_of_the_case(
    declared: Declared, mapped: Mapped, window: Window, recipient: Recipient, condition: Happening | None
) -> Iterator[Finding]:
    """With `per`, the state is one of the case: of another firm's case it would say nothing about this one."""
    to = mapped.cases.get(recipient.per or "")
    if condition is not None and to is not None and condition.to != to:
        yield Finding(
            code=CODE,
            message=f"`{condition.name}` is a state of `{condition.to}`, and not of the case `{recipient.per}`",
            where=declared.in_policy("recipients", window.recipient or "", "while"),
            why=_WHY,
            hint=f"name a state of `{to}`",
        )


def _unreached(
    declared: Declared, mapped: Mapped, window: Window, deciding: tuple[MappedTable, Owner, Happening], key: str
) -> Iterator[Finding]:
    table, owner, happening = deciding
    if reach(mapped, table, owner, happening.to) is None:
        yield Finding(
            code=CODE,
            message=f"`{happening.name}` happens to `{happening.to}`, "
            f"and no way leads there from `{table.relation}`'s {owner.name}",
            where=declared.in_policy("recipients", window.recipient or "", key),
            why=_WHY,
            hint=f"name a state of `{table.relation}`, or of a table on its path",
        )


def _deciding(mapped: Mapped, window: Window, recipient: Recipient) -> Iterator[tuple[MappedTable, Owner]]:
    """The tables and owners for which the condition is asked: those shown, and those in which both meet."""
    for table in window.tables.values():
        if recipient.as_ == "self" or recipient.as_ in table.table.owners:
            yield from ((table.table, owner) for owner in table.owners)
    for there in meeting_tables(mapped, recipient) if recipient.sees else ():
        yield there, there.owners[recipient.sees or ""]
