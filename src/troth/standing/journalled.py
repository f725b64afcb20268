"""What the desk needs of a journal: a place outside the database where words are written before they are committed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from troth.errors import Unavailable
from troth.findings import Finding, Place

OTHER_JOURNAL, NOT_APPLIED = "TR743", "TR747"

MERGED_EVERY, MERGED_BEHIND = 500, 100
"""Each so many deeds, the marks of those that lie so far back become one."""


@dataclass(frozen=True, kw_only=True)
class Series:
    """The deeds of one database in a journal: the name that it has for itself, and whether there are any."""

    of: str
    begun: bool


@dataclass(frozen=True, kw_only=True)
class Intent:
    """A deed that was written down and is about to be committed. `after`: the last whose end was known by then."""

    of: str
    number: int
    after: int


class KeepsJournal(Protocol):
    """A journal, as the desk uses it."""

    def intend(self, series: Series, kind: str, people: Sequence[str], words: Sequence[Mapping[str, Any]]) -> Intent:
        """Write down a deed about people; it is safe when this returns."""

    def done(self, intent: Intent) -> None:
        """The deed was committed."""

    def undone(self, intent: Intent) -> None:
        """The deed was given up, and nothing of it was committed."""


def series_of(rows: Sequence[tuple[Any, ...]]) -> Series:
    """What the statement `journal series` has found. Raises Unavailable (TR747)."""
    if not rows or rows[0][0] is None:
        raise Unavailable(_not_applied())
    return Series(of=rows[0][0], begun=rows[0][1] > 0)


def marks(intent: Intent) -> dict[str, Any]:
    """The parameters of the statements `journal mark` and `journal merge`."""
    about = {"of": intent.of, "number": intent.number, "after": intent.after}
    return {**about, "before": intent.number - MERGED_BEHIND}


def another_journal(here: str) -> Finding:
    """The finding for a database whose deeds stand in another journal."""
    return Finding(
        code=OTHER_JOURNAL,
        message="this is not the journal that was kept for this database",
        where=Place(object=here),
        why="what people asked for would be found in two places, and a restored backup held against one of them",
        hint="name the right one in TROTH_JOURNAL; if it is lost for good: troth journal adopt",
    )


def _not_applied() -> Finding:
    return Finding(
        code=NOT_APPLIED,
        message="this database was never told that a journal is kept for it",
        where=Place(object="troth.journal_mark"),
        why="a deed that leaves no mark in the database would be repeated after every restore",
        hint="troth apply",
    )
