"""The time of an event without its zone: an hour is written that Troth reads as another one than was meant."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from troth.checks.database.where import quoted
from troth.checks.declared import Declared
from troth.findings import Finding, Level
from troth.mapped.model import Happening, Mapped

CODE = "TR348"
_WHY = "`now()` written into it is the clock of the writer's session: periods begin and end by the policy's, hours off"


def check(declared: Declared, mapped: Mapped) -> Iterator[Finding]:
    """An event in a timestamp without time zone, where sessions have another zone than the policy. A warning."""
    theirs, ours = mapped.catalogue.time_zone, declared.policy.time_zone
    if theirs is None or _same_clocks(theirs, ours):
        return
    for name, event in mapped.events.items():
        if event.column is None or event.column.base_type != "timestamp without time zone":
            continue
        yield Finding(
            code=CODE,
            message=f"`{event.table}.{event.column.name}` has no time zone: it is read as of {ours}, "
            f"and sessions of this database are in {theirs}",
            where=declared.in_map("events", name),
            why=_WHY,
            hint=_hint(event, event.column.name, theirs=theirs, ours=ours, database=mapped.catalogue.database),
            level=Level.WARNING,
        )


def _hint(event: Happening, column: str, *, theirs: str, ours: str, database: str) -> str:
    table, quoted_column = quoted(*event.table), quoted(column)
    return (
        f"alter table {table} alter {quoted_column} type timestamptz using {quoted_column} at time zone '{theirs}'; "
        f"or, if what is written there is of {ours}: alter database {quoted(database)} set timezone = '{ours}'"
    )


def _same_clocks(one: str, other: str) -> bool:
    """Whether two zones show the same time all year, whatever they are called."""
    if one.lower() == other.lower():
        return True
    try:
        first, second = ZoneInfo(one), ZoneInfo(other)
    except (ZoneInfoNotFoundError, ValueError):
        return False
    days = [datetime(2026, 1, 1, 12) + timedelta(days=7 * week) for week in range(53)]
    return all(day.replace(tzinfo=first).utcoffset() == day.replace(tzinfo=second).utcoffset() for day in days)
