"""What a proof shows: one thing that was looked at on the live database, and whether it is as promised."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """What is known of a promise. Only `kept` and `attested` are good; `unproved` is never green."""

    BROKEN = "broken"
    UNPROVED = "unproved"
    ATTESTED = "attested"
    KEPT = "kept"
    INFORMS = "informs"


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """One thing that was looked at. `how` is the query, the fact of the catalogue, or what was tried."""

    kept: bool
    says: str
    how: str
    count: int | None = None
    """How many of what it speaks of were looked at, or found."""
    seconds: float = 0.0
    """How long it took; where it is not said, the frame measures it."""
    by_people: bool = False
    """People have confirmed it, and no check has."""

    def to_json(self) -> dict[str, object]:
        """The evidence as plain data."""
        return {
            "kept": self.kept,
            "says": self.says,
            "how": self.how,
            "count": self.count,
            "seconds": round(self.seconds, 4),
            "by_people": self.by_people,
        }


@dataclass(frozen=True, kw_only=True)
class Unproved:
    """Something that could not be looked at, and what is missing for it. It keeps its promise from being green."""

    says: str
