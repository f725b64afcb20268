"""One clock that would start with things that happen to different rows."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding

CODE = "TR210"
_WHY = "the clock starts with the first of them, row by row"


def check(declared: Declared) -> Iterator[Finding]:
    """The events of one `after` happen to rows of different tables."""
    events = declared.data_map.events
    for name, purpose in declared.policy.purposes.items():
        for clock in purpose.keep.clocks if purpose.keep else ():
            tables = {event: events[event].table for event in clock.events if event in events}
            first = next(iter(tables.values()), None)
            for event, table in tables.items():
                if table != first:
                    yield Finding(
                        code=CODE,
                        message=f"`{event}` happens to `{table}`, and `{clock.events[0]}` to `{first}`",
                        where=declared.in_policy("purposes", name, "keep"),
                        why=_WHY,
                        hint=f"if one is written below the other's row: `{{of: {first}, at: {events[event].at}}}`",
                    )
