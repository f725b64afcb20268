"""A clock that starts at a time which may never be written keeps data for ever."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding
from troth.mapped.model import Mapped

CODE = "TR324"


def check(declared: Declared, mapped: Mapped) -> Iterator[Finding]:
    """A `keep` without `at most` or `open_ended`, none of whose events is sure to be written."""
    for name, purpose in declared.policy.purposes.items():
        keep = purpose.keep
        if keep is None or keep.after is None or keep.at_most or purpose.open_ended:
            continue
        events = [mapped.events[event] for event in keep.after.events if event in mapped.events]
        certain = any(not event.way and event.column and not event.column.nullable for event in events)
        if len(events) == len(keep.after.events) and not certain:
            columns = ", ".join(f"`{event.table}.{event.column.name}`" for event in events if event.column)
            yield Finding(
                code=CODE,
                message=f"`{keep.after}` may never start: {columns} can be null",
                where=declared.in_policy("purposes", name, "keep"),
                why="a clock that never starts keeps the data for ever",
                hint="add `, at most 2 years after` an event that is always written, or say why in `open_ended`",
            )
