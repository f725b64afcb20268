"""What a word comes to: who is seen no longer or again, what is kept or let go; and what holds for its person already.

By this steps of a life are chosen: a word that changes nothing, about a person of whom nothing holds, shows little.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from properties.evaluator import Evaluator
from properties.life import Life
from properties.lively import sort_of, unneeded
from properties.reading import Key
from properties.related import Person
from properties.words import Word

Cell = tuple[str, Key, str]
STAND_IN = -1
"""The number of a restriction or a hold that is only thought of."""


@dataclass(frozen=True)
class Outlook:
    """What a moment comes to: which rows are seen for what, and which cells the next sweep would take."""

    seen: frozenset[tuple[str, str, Key]]
    due: frozenset[Cell]
    rows: frozenset[tuple[str, Key]]

    @classmethod
    def of(cls, evaluator: Evaluator) -> Outlook:
        key_of = evaluator.map.key_of
        return cls(
            frozenset(
                (purpose, table, key)
                for purpose in evaluator.purposes
                for table, keys in evaluator.visible(purpose).items()
                for key in keys
            ),
            frozenset((table, key_of(table, row), column) for table, row, column in unneeded(evaluator)),
            frozenset((table, key_of(table, row)) for table, rows in evaluator.data.items() for row in rows),
        )


def effects(life: Life, before: Outlook, person: Person, word: Word) -> set[str]:
    """What is otherwise after a word: for what sort of purpose somebody is seen or not, and what is kept or due."""
    later = thought_of(life, person, word)
    after, policy = Outlook.of(later.evaluator), life.case.policy
    there = after.rows & before.rows
    hidden = {purpose for purpose, *row in before.seen - after.seen if tuple(row) in there}
    shown = {purpose for purpose, *row in after.seen - before.seen if tuple(row) in there}
    found = {f"{name_of(word)} hides {sort_of(policy['purposes'][purpose])}" for purpose in hidden}
    found |= {f"{name_of(word)} shows {sort_of(policy['purposes'][purpose])}" for purpose in shown}
    found |= {f"{name_of(word)} and they stay"} if word.does == "erase" and person in later.people() else set()
    return found | {f"{name_of(word)} {what}" for what in _at_the_next_sweep(before, after)}


def _at_the_next_sweep(before: Outlook, after: Outlook) -> Iterator[str]:
    """What the sweep makes of it, in rows that are still there."""
    there = after.rows & before.rows
    kept = {cell[:2] for cell in before.due - after.due} & there
    if kept:
        yield "keeps"
    if kept & {cell[:2] for cell in after.due}:
        yield "keeps not all of a row"
    if {cell[:2] for cell in after.due - before.due} & there:
        yield "lets go"


def name_of(word: Word) -> str:
    """What kind of word it is, as far as one may go wrong where another does not."""
    parts = [word.does, "a part" if word.categories else ""]
    if given := word.restriction or word.hold:
        parts += [f"for {given.ground}", "a row" if given.row else "", "for a while" if given.until else ""]
    if word.restriction:
        parts += ["purposes" if word.restriction.purposes else "", "kinds" if word.restriction.categories else ""]
    return " ".join(part for part in (*parts, "all" if word.does == "lift" and not word.number else "") if part)


def thought_of(life: Life, person: Person, word: Word) -> Life:
    """How life would be after a word."""
    later = Life(life.case, life.clock + timedelta(seconds=1), deepcopy(life.held), list(life.journal))
    numbered = word.number is None and word.does in ("restrict", "hold")
    later.say(person, Word(**{**vars(word), "number": STAND_IN}) if numbered else word)
    return later


def standing_of(life: Life, person: Person) -> set[str]:
    """What sorts of words hold for a person: a word about them meets these, and may do too much to them."""
    counted = Counter(_held(life, person))
    return {*counted, *(f"{sort}, and more" for sort, count in counted.items() if count > 1)}


def _held(life: Life, person: Person) -> Iterator[str]:
    standing = life.standing
    sorts: dict[str, Any] = {
        "consents": standing.consents,
        "ended": standing.ended,
        "objects": standing.pending,
        "ended in part": standing.parts,
        "agreed": standing.agreed,
        "is a child": standing.children,
    }
    for sort, held in sorts.items():
        yield from (sort for who in held if tuple(who[:2]) == person)
    for given in standing.restrictions:
        if (given.kind, given.person) == person:
            yield from ("restricted", f"restricted for {given.ground}")
    yield from ("held" for hold in standing.holds if hold.person == person)
