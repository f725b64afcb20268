"""What a plan means for people: who newly sees or no longer sees what, of how many."""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True, kw_only=True)
class Effect:
    """One sentence about people. `people` is a count, or None where counting would have taken too long."""

    act: str
    who: str
    what: str
    people: int | None
    of: str

    def __str__(self) -> str:
        count = "an uncounted number of" if self.people is None else f"{self.people:,}"
        return f"{self.act} {self.who}: {self.what} of {count} {self.of}"

    def to_json(self) -> dict[str, object]:
        return asdict(self)
