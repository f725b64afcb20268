"""Periods of law whose length is not the same for every row: ten years for an invoice of one country, seven of another.

The law stands here, with its values; which column a row has its value in is said by the data map.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field, StringConstraints

from troth.documents.parts import Part, Sentence
from troth.policy.period import Clock, Keep, Named, Period
from troth.policy.words import Every

Value = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class Lengths(Part):
    """A period whose length depends on a value of the row."""

    says: Sentence
    """What it depends on, in words: `The tax law of the country of the invoice`."""
    lengths: Annotated[dict[Value, Every], Field(min_length=1)]
    """How long it is, by that value."""
    otherwise: Every
    """How long it is where the value is another one, or is missing."""

    @property
    def all(self) -> tuple[Period, ...]:
        """Every length that it can have."""
        return tuple(dict.fromkeys((*self.lengths.values(), self.otherwise)))

    def __str__(self) -> str:
        return ", ".join([*(f"{value}: {length}" for value, length in self.lengths.items()), f"else {self.otherwise}"])


def lengths_of(period: Period | Named, known: Mapping[str, Lengths]) -> tuple[Period, ...]:
    """Every length that a period can have; none if its name is not known."""
    if isinstance(period, Period):
        return (period,)
    return known[period.name].all if period.name in known else ()


def in_words(keep: Keep, known: Mapping[str, Lengths]) -> str:
    """A `keep` as it is written, and where it names a period, how long that is."""
    if keep.nothing:
        return "nothing"
    return ", at most ".join(_clock(clock, known) for clock in keep.clocks)


def _clock(clock: Clock, known: Mapping[str, Lengths]) -> str:
    if isinstance(clock.period, Period) or clock.period.name not in known:
        return str(clock)
    return f"{clock.period} ({known[clock.period.name]}){str(clock).removeprefix(str(clock.period))}"
