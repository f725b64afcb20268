"""How many rows a batch takes: few at first, more while batches are quick, fewer when they are slow or in the way.

A batch keeps others waiting for its rows until it is committed, so it must not last; and each costs something however
few rows it has. Which number is right depends on the table and the server, so it is found on the way.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

FIRST, FEWEST, MOST = 1_000, 125, 16_000
"""Rows of a table's first batch, and of any."""

QUICK, SLOW = 0.25, 1.0
"""Seconds. A quick batch is followed by one of twice as many rows, a slow one by one of half as many; they are so far
apart that one does not lead to the other and back."""


@dataclass(frozen=True)
class Pace:
    """How many rows the next batch takes. `fixed`: somebody has said how many."""

    size: int
    fixed: bool = False

    def after(self, rows: int, seconds: float) -> Pace:
        """The pace after a batch of so many rows. Fewer than it was to take say little about it."""
        if self.fixed or rows < self.size:
            return self
        if seconds < QUICK:
            return replace(self, size=min(self.size * 2, MOST))
        if seconds > SLOW:
            return replace(self, size=max(self.size // 2, FEWEST))
        return self

    def in_the_way(self) -> Pace:
        """The pace after a batch that somebody's work did not let through: as few rows as at first, so that only these
        wait for the next sweep, and not thousands beside them."""
        return self if self.fixed else replace(self, size=min(self.size, FIRST))


def pace_of(batch: int | None) -> Pace:
    """The pace that somebody has said, or one that is found on the way."""
    return Pace(FIRST) if batch is None else Pace(batch, fixed=True)
