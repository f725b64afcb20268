"""A period that depends on a value of the row, and no column of the row has it."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding
from troth.policy.period import Clock, Named

CODE = "TR245"


def check(declared: Declared) -> Iterator[Finding]:
    """The table to whose rows the events happen has no column under `periods`."""
    for name, purpose in declared.policy.purposes.items():
        for clock in purpose.keep.clocks if purpose.keep else ():
            if isinstance(clock.period, Named) and clock.period.name in declared.policy.periods:
                yield from _of_clock(declared, name, clock)


def _of_clock(declared: Declared, purpose: str, clock: Clock) -> Iterator[Finding]:
    events, columns = declared.data_map.events, declared.data_map.periods.get(str(clock.period), ())
    for table in {events[event].table: None for event in clock.events if event in events}:
        if sum(column.table == table for column in columns) != 1:
            yield Finding(
                code=CODE,
                message=f"`{clock.period}` is counted for the rows of `{table}`, and the data map names "
                "no one column of them for it",
                where=declared.in_policy("purposes", purpose, "keep"),
                why="how long it is depends on a value of the row to which the event happens",
                hint=f"add `periods: {{{clock.period}: {table}.COLUMN}}` to the data map",
            )
