"""What outlives the restore of a backup: which forgotten words are said again. A model of the journal.

Part of the reference evaluator: it follows docs/explanation/meaning.md ("After a restore") and shares no code with
Troth.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from properties.related import Person
from properties.words import Word


@dataclass(frozen=True)
class Deed:
    """Words about one person that were committed together."""

    person: Person
    words: tuple[Word, ...]


def said_again(words: Iterable[tuple[int, Word]]) -> list[tuple[int, Word]]:
    """Of the forgotten words about one person, each with its deed, those that are said again, in order."""
    again: list[tuple[int, Word]] = []
    for deed, word in words:
        again = [earlier for earlier in again if not _takes_back(word, earlier[1])]
        if word.does in CLOSING and not any(_same(earlier, word) for _, earlier in again):
            again.append((deed, word))
    return again


def _same(one: Word, other: Word) -> bool:
    """Said twice is said once, unless it erases: what was held in between went with the second."""
    if one.does != "erase" and one.restriction and other.restriction:
        one = replace(one, restriction=replace(one.restriction, at=other.restriction.at))
    return one.does != "erase" and one == other


CLOSING = ("withdraw", "object", "end", "uphold", "restrict", "hold", "erase", "child_found", "disagree", "disapprove")


def _same_purpose(*taken: str) -> Callable[[Word, Word], bool]:
    return lambda later, earlier: earlier.does in taken and earlier.to == later.to


def _same_number(taken: str) -> Callable[[Word, Word], bool]:
    return lambda later, earlier: earlier.does == taken and earlier.number == later.number


TAKES_BACK: dict[str, Callable[[Word, Word], bool]] = {
    "consent": _same_purpose("withdraw", "object", "uphold", "end"),
    "begin": _same_purpose("object", "uphold", "end"),
    "refuse": _same_purpose("object"),
    "agree": _same_purpose("disagree"),
    "approve": lambda later, earlier: (earlier.does, earlier.to, earlier.role) == ("disapprove", later.to, later.role),
    "lift": _same_number("restrict"),
    "release": _same_number("hold"),
    "no_child": lambda _, earlier: earlier.does == "child_found",
}


def _takes_back(later: Word, earlier: Word) -> bool:
    return later.does in TAKES_BACK and TAKES_BACK[later.does](later, earlier)
