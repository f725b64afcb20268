"""One person: which purposes and recipients see what of them now, why or why not, until when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True)
class RowsShown:
    """What one window shows of a person in one table: `shown` of `held` rows.

    `earliest` and `latest` are the days on which the first and the last of them go, in the policy's time zone; None
    when the event that starts that clock has not happened.
    """

    table: str
    held: int
    shown: int
    earliest: date | None
    latest: date | None

    def __str__(self) -> str:
        ends = ""
        if self.shown and (self.earliest or self.latest):
            first, last = (day.isoformat() if day else "open" for day in (self.earliest, self.latest))
            ends = f", until {first}" if first == last else f", until {first} to {last}"
        return f"{self.shown} of {self.held} {self.table}{ends}"

    def to_json(self) -> dict[str, object]:
        days = {"earliest": self.earliest, "latest": self.latest}
        said = {name: day.isoformat() if day else None for name, day in days.items()}
        return {"table": self.table, "held": self.held, "shown": self.shown, **said}


@dataclass(frozen=True, kw_only=True)
class PurposeNow:
    """What one purpose sees of a person now, and why."""

    purpose: str
    says: str
    ground: str
    live: bool
    """Whether the window shows any row of the person."""
    why: str
    rows: tuple[RowsShown, ...]
    recipients: tuple[str, ...]
    changes: tuple[str, ...]

    def __str__(self) -> str:
        lines = [f"{'+' if self.live else '-'} {self.purpose} ({self.ground}): {self.why}"]
        lines += [f"    {row}" for row in self.rows if row.shown]
        lines += [f"    given to {', '.join(self.recipients)}"] if self.recipients and self.live else []
        return "\n".join([*lines, *(f"    {change}" for change in self.changes)])

    def to_json(self) -> dict[str, object]:
        return {
            "purpose": self.purpose,
            "says": self.says,
            "ground": self.ground,
            "live": self.live,
            "why": self.why,
            "rows": [row.to_json() for row in self.rows],
            "recipients": list(self.recipients),
            "changes": list(self.changes),
        }


@dataclass(frozen=True, kw_only=True)
class PersonExplanation:
    """All that holds for one person now. `restrictions` and `holds` are in words."""

    kind: str
    key: tuple[str, ...]
    purposes: tuple[PurposeNow, ...]
    restrictions: tuple[str, ...]
    holds: tuple[str, ...]

    def __str__(self) -> str:
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        yield f"{self.kind} {', '.join(self.key)}"
        yield from (f"restricted: {said}" for said in self.restrictions)
        yield from (f"held: {said}" for said in self.holds)
        yield ""
        yield from map(str, self.purposes)

    def purpose(self, name: str) -> PurposeNow:
        """What one purpose sees. Raises KeyError."""
        found = next((purpose for purpose in self.purposes if purpose.purpose == name), None)
        if found is None:
            raise KeyError(name)
        return found

    def to_json(self) -> dict[str, object]:
        """The explanation as plain data."""
        return {
            "kind": self.kind,
            "key": list(self.key),
            "purposes": [purpose.to_json() for purpose in self.purposes],
            "restrictions": list(self.restrictions),
            "holds": list(self.holds),
        }
