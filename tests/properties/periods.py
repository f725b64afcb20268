"""Periods after events, in plain calendar arithmetic: when is a promised time over?

Part of the reference evaluator: it follows docs/explanation/meaning.md ("Time") and shares no code with Troth.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

T = TypeVar("T", date, datetime)
Moment = date | datetime
"""What an event's column holds: a date, a local time (no zone) or an instant (with a zone)."""


@dataclass(frozen=True)
class Limit:
    """`<count> <unit> after [end of year of] <event> [or <event>]`. `named` instead of both: see `lasting`."""

    count: int
    unit: str
    events: tuple[str, ...]
    end_of_year: bool
    named: str = ""

    def lasting(self, length: str) -> Limit:
        """The same with a length of its own."""
        count, unit = read_length(length)
        return Limit(count, unit, self.events, self.end_of_year)


@dataclass(frozen=True)
class Promise:
    """A whole `keep` line. `nothing` means: uses what other purposes keep."""

    after: Limit | None
    at_most: Limit | None
    nothing: bool = False


def read_keep(text: str) -> Promise:
    """`30 days after order delivered or order cancelled, at most 2 years after order placed`, as values."""
    if text == "nothing":
        return Promise(None, None, nothing=True)
    after, _, at_most = text.partition(", at most ")
    return Promise(read_limit(after), read_limit(at_most) if at_most else None)


def read_limit(text: str) -> Limit:
    """`10 years after end of year of order placed`, as a value."""
    length, _, events = text.partition(" after ")
    end_of_year = events.startswith("end of year of ")
    names = events.removeprefix("end of year of ").split(" or ")
    if " " not in length:
        return Limit(0, "", tuple(names), end_of_year, named=length)
    return Limit(*read_length(length), tuple(names), end_of_year)


def read_length(text: str) -> tuple[int, str]:
    """`10 years`, as a number and a unit."""
    count, unit = text.split(" ")
    if not re.fullmatch("(day|week|month|year)s?", unit):
        raise ValueError(f"not a unit of time: {unit}")
    return int(count), unit.rstrip("s") + "s"


def later_by(moment: T, count: int, unit: str) -> T:
    """The same day or time, that many calendar units later: 31 January + 1 month is all of 28 (or 29) February."""
    if unit in ("days", "weeks"):
        return moment + timedelta(days=count * (7 if unit == "weeks" else 1))
    months = moment.year * 12 + (moment.month - 1) + count * (12 if unit == "years" else 1)
    year, month = months // 12, months % 12 + 1
    last_day = calendar.monthrange(year, month)[1]
    cut = moment.replace(year=year, month=month, day=min(moment.day, last_day))
    if isinstance(cut, datetime) and moment.day > last_day:
        return cut.replace(hour=23, minute=59, second=59, microsecond=999_999)
    return cut


def local_time(moment: datetime, zone: ZoneInfo) -> datetime:
    """The time on a wall clock of that zone. A time without a zone is already that."""
    return moment if moment.tzinfo is None else moment.astimezone(zone).replace(tzinfo=None)


def is_over(limit: Limit, event: Moment, clock: datetime, zone: ZoneInfo) -> bool:
    """Whether the period after this event lies behind us.

    A date is over once the whole of its last day is; a time is over the moment after its last.
    """
    now = local_time(clock, zone)
    if isinstance(event, datetime):
        start = local_time(event, zone)
        if limit.end_of_year:
            start = datetime(start.year + 1, 1, 1)
        return later_by(start, limit.count, limit.unit) < now
    day = date(event.year, 12, 31) if limit.end_of_year else event
    return later_by(day, limit.count, limit.unit) < now.date()
