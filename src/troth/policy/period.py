"""How long data is kept, as the policy writes it: `30 days after order delivered, at most 2 years after order placed`.

The words are parsed into values once; the compiler turns those into conditions and the notice prints them back.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

CONSENT_EVENT = "consent"
"""The reserved event: the moment of a person's last consent to the purpose."""

_LENGTH = re.compile(r"(?P<count>\d{1,5}) (?P<unit>day|week|month|year)s?", re.ASCII)
_NAME = re.compile(r"[a-z][a-z0-9_]{0,40}", re.ASCII)
_CLOCK = re.compile(r"(?P<length>[a-z0-9_]+( [a-z]+)?) after (?P<end>end of year of )?(?P<events>\S.*)", re.ASCII)


class KeepError(ValueError):
    """A `keep` that cannot be read. The message says which part; `hint` shows a right one."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


@dataclass(frozen=True, kw_only=True)
class Period:
    """A length of time in calendar units, counted in the policy's time zone."""

    count: int
    unit: str

    def __str__(self) -> str:
        return f"{self.count} {self.unit[:-1] if self.count == 1 else self.unit}"


@dataclass(frozen=True)
class Named:
    """A period that has a name under `periods`: how long it is depends on a value of the row."""

    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, kw_only=True)
class Clock:
    """A period that starts with the first of some events, or at the end of the year in which that event fell."""

    period: Period | Named
    events: tuple[str, ...]
    end_of_year: bool = False

    def __str__(self) -> str:
        start = "end of year of " if self.end_of_year else ""
        return f"{self.period} after {start}{' or '.join(self.events)}"


@dataclass(frozen=True, kw_only=True)
class Keep:
    """How long a purpose keeps what it uses. `after` is None for `nothing`: then it uses what others keep."""

    after: Clock | None
    at_most: Clock | None = None

    @property
    def nothing(self) -> bool:
        return self.after is None

    @property
    def clocks(self) -> tuple[Clock, ...]:
        return tuple(clock for clock in (self.after, self.at_most) if clock is not None)

    def __str__(self) -> str:
        if self.after is None:
            return "nothing"
        return str(self.after) + (f", at most {self.at_most}" if self.at_most else "")


def parse_keep(text: str) -> Keep:
    """The value of a `keep` line.

    Raises KeepError when the words are not of the form the documentation gives.
    """
    if text == "nothing":
        return Keep(after=None)
    head, comma, tail = text.partition(", at most ")
    after = parse_clock(head)
    at_most = parse_clock(tail) if comma else None
    if at_most and (at_most.end_of_year or len(at_most.events) > 1):
        raise KeepError(
            f"`at most {tail}` names more than one plain event", "write `at most 2 years after order placed`"
        )
    return Keep(after=after, at_most=at_most)


def parse_clock(text: str) -> Clock:
    """The value of `<length> after [end of year of] <event> [or <event>]`, with a length or the name of one.

    Raises KeepError.
    """
    match = _CLOCK.fullmatch(text)
    if match is None or not (_LENGTH.fullmatch(match["length"]) or _NAME.fullmatch(match["length"])):
        raise KeepError(
            f"`{text}` is not a period after an event",
            "write `30 days after order delivered`, with days, weeks, months or years",
        )
    events = tuple(name.strip() for name in match["events"].split(" or "))
    if not all(events) or "," in match["events"]:
        raise KeepError(f"`{match['events']}` is not a list of events", "write `order delivered or order cancelled`")
    length = match["length"]
    period = parse_period(length) if _LENGTH.fullmatch(length) else Named(length)
    return Clock(period=period, events=events, end_of_year=match["end"] is not None)


def parse_period(text: str) -> Period:
    """The value of `6 months`. Raises KeepError."""
    match = _LENGTH.fullmatch(text)
    if match is None:
        raise KeepError(f"`{text}` is not a period", "write `6 months`, in days, weeks, months or years")
    return Period(count=int(match["count"]), unit=match["unit"] + "s")


_MONTHS = {"days": 12 / 365.25, "weeks": 7 * 12 / 365.25, "months": 1, "years": 12}


def longer(period: Period, limit: Period) -> bool:
    """Whether a period is longer than another, beyond what the lengths of months make of it."""
    return period.count * _MONTHS[period.unit] > limit.count * _MONTHS[limit.unit] * 1.02
