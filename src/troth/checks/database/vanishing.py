"""A row that is gone from a window at the very moment its event is marked."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding, Level
from troth.mapped.model import Mapped

CODE = "TR322"
_WHY = "after the transaction that marked it the window no longer shows the row: the mark cannot be undone there"


def check(declared: Declared, mapped: Mapped) -> Iterator[Finding]:
    """A purpose marks an event after which it keeps nothing any longer: a period of zero."""
    for name, purpose in declared.policy.purposes.items():
        clock = purpose.keep.after if purpose.keep else None
        if clock is None or clock.end_of_year or all(each.count for each in declared.policy.lengths_of(clock)):
            continue
        for event in set(clock.events) & set(purpose.marks):
            happening = mapped.events.get(event)
            if happening and happening.column and happening.column.nullable:
                yield Finding(
                    code=CODE,
                    message=f"a row of `{happening.table}` leaves the window of `{name}` once `{event}` is marked",
                    where=declared.in_policy("purposes", name, "keep"),
                    why=_WHY,
                    hint=f"if it shall be possible to undo it, write `1 day after {event}`",
                    level=Level.NOTE,
                )
