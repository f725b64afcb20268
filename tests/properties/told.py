"""A step of a life as a line of a scenario: a life that failed can be pasted into one, and shortened there."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from properties.related import Person
from properties.words import Word


def step(**said: Any) -> str:
    """One step."""
    return (
        "- "
        + yaml.safe_dump(said, default_flow_style=True, allow_unicode=True, width=1000, sort_keys=False).strip()[1:-1]
    )


def word_step(person: Person, word: Word) -> str:
    """A word about somebody, or their erasure."""
    whose = {person[0]: _key(person[1])}
    if word.does == "erase":
        return step(erase=[whose | ({"categories": [*word.categories]} if word.categories else {})])
    return step(standing=[whose | {"does": word.does} | _parts(word)])


def clock_step(moment: datetime, zone: ZoneInfo) -> str:
    """Some other time, as the policy's clock shows it."""
    return step(clock=str(moment.astimezone(zone).replace(tzinfo=None)))


def _parts(word: Word) -> dict[str, Any]:
    parts: dict[str, Any] = {"to": word.to, "role": word.role}
    parts |= {"because": "a test"} if word.does == "refuse" else {}
    if word.does in ("lift", "release"):
        parts["restriction" if word.does == "lift" else "hold"] = word.number
    if given := word.restriction:
        parts |= {"ground": given.ground, "purposes": [*given.purposes], "categories": [*given.categories]}
        parts |= {"row": _row(given.row), "until": given.until}
    if hold := word.hold:
        parts |= {"keeps": [*hold.keeps], "ground": hold.ground, "because": "a test"}
        parts |= {"row": _row(hold.row), "until": hold.until}
    return {name: part for name, part in parts.items() if part}


def _row(row: tuple[str, tuple[Any, ...]] | None) -> list[Any] | None:
    return [row[0], _key(row[1])] if row else None


def _key(key: tuple[Any, ...]) -> Any:
    parts = [part if isinstance(part, int | str) else str(part) for part in key]
    return parts if len(parts) > 1 else parts[0]
