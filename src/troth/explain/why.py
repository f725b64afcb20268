"""Why a purpose sees a person, or does not: the first reason that applies, in one line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from troth.policy.model import Basis, Purpose

ENDINGS = {"object": "an objection", "uphold": "an upheld objection", "end": "an erasure"}
"""The words of history that end a purpose, and what they are called unless they say why."""


class Said(NamedTuple):
    """An entry of history: its number, its day, and what was given as the reason."""

    number: int
    day: date
    because: str | None


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What stands for one person: days of consent by purpose, what hides them, and what was last said when.

    `said` is the last entry by purpose and word.
    """

    consents: Mapping[str, date]
    hidden: tuple[tuple[str, str, date | None], ...]
    said: Mapping[str, Mapping[str, Said]]

    def hides(self, purpose: str, cause: str) -> bool:
        """Whether the person is hidden from all of a purpose for this cause."""
        return any(scope == purpose and why == cause for scope, why, _ in self.hidden)

    def hides_partly(self, purpose: str) -> bool:
        """Whether a restriction hides the person from some table of a purpose."""
        return any(scope.startswith(f"{purpose}/") for scope, _, _ in self.hidden)

    def last(self, purpose: str, words: Sequence[str]) -> tuple[str, Said] | None:
        """The latest of these words that was said for a purpose, with its entry."""
        said = [(word, entry) for word, entry in self.said.get(purpose, {}).items() if word in words]
        return max(said, key=lambda found: found[1].number) if said else None


def why(
    name: str,
    purpose: Purpose,
    standing: Standing,
    rows: Sequence[Mapping[str, Any]],
    *,
    unmet: Sequence[str] = (),
) -> str:
    """Why the window of a purpose shows what it shows of a person. `rows` counts held, shown, timely and met.

    `unmet` are the needs of the purpose that are not met.
    """
    stopped = _stopped(name, purpose, standing)
    if stopped:
        return stopped
    if unmet:
        return f"it needs {', '.join(unmet)}"
    begun = f"consented since {standing.consents[name]}" if name in standing.consents else "its ground stands"
    if any(row["shown"] for row in rows):
        partly = "; restricted in part" if standing.hides_partly(name) else ""
        return begun + partly
    if not any(row["held"] for row in rows):
        return "there are no rows of this person that it could show"
    if not any(row["met"] for row in rows):
        return f"condition not met: {purpose.while_}"
    if not any(row["timely"] for row in rows):
        return (
            f"not within its time: {purpose.keep}" if purpose.keep and not purpose.keep.nothing else "nobody keeps it"
        )
    if standing.hides_partly(name):
        return "restricted"
    if purpose.basis is Basis.CONSENT and purpose.keep:
        return f"the consent of {standing.consents[name]} is over: {purpose.keep}"
    return "another person in the same rows may not be seen"


def _stopped(name: str, purpose: Purpose, standing: Standing) -> str | None:
    if standing.hides(name, "child"):
        return "the person was found to be a child"
    if standing.hides(name, "ended"):
        last = standing.last(name, tuple(ENDINGS))
        return f"ended on {last[1].day} by {_by(*last)}" if last else "ended"
    if standing.hides(name, "objection"):
        last = standing.last(name, ("object",))
        return f"an objection is pending{f' since {last[1].day}' if last else ''}"
    if standing.hides(name, "restriction"):
        until = next(day for scope, cause, day in standing.hidden if (scope, cause) == (name, "restriction"))
        return f"restricted{f' until {until}' if until else ''}"
    if purpose.basis is Basis.CONSENT and name not in standing.consents:
        last = standing.last(name, ("withdraw", "object", "end"))
        return f"consent withdrawn on {last[1].day}" if last else "never consented"
    return None


def _by(word: str, entry: Said) -> str:
    """Another word's consequence names that word; anything else is called by its own."""
    follows = word == "end" and entry.because
    return entry.because or "" if follows else ENDINGS[word]
