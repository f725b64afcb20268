"""An outer limit that counts from a time which may be missing."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.database.where import quoted
from troth.checks.declared import Declared
from troth.findings import Finding
from troth.mapped.model import Mapped

CODE = "TR315"
_WHY = (
    "`at most` is the limit for the case that the other clock never starts; without its time, data would stay for ever"
)


def check(declared: Declared, mapped: Mapped) -> Iterator[Finding]:
    """The column of an `at most` event can be null."""
    for name, purpose in declared.policy.purposes.items():
        clock = purpose.keep.at_most if purpose.keep else None
        event = mapped.events.get(clock.events[0]) if clock else None
        if clock and event and event.column and event.column.nullable:
            column = f"{event.table}.{event.column.name}"
            yield Finding(
                code=CODE,
                message=f"`at most {clock}` counts from `{column}`, which can be null",
                where=declared.in_policy("purposes", name, "keep"),
                why=_WHY,
                hint=f"alter table {quoted(*event.table)} alter column {quoted(event.column.name)} set not null",
            )
