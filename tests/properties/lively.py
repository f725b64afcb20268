"""Companies in which words matter: many are invented, and those few are kept whose people have the most to lose.

A word about somebody whom no window shows and whose data nothing keeps changes nothing that could be noticed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings

from properties.case import Case
from properties.erasing import ends
from properties.evaluator import Evaluator
from properties.generate import cases
from properties.needed import keeping, keeping_now, needed
from properties.needing import needs_of
from properties.reading import Row
from properties.related import Person

TRIED = 12
"""Companies that are invented for each that is kept."""


def lively(count: int) -> list[Case]:
    """So many companies: each has what those before it have not, as far as any that was invented has."""
    left = [(case, set(at_stake(case.evaluator()))) for case in invented(count * TRIED)]
    chosen: list[Case] = []
    known: set[str] = set()
    while left and len(chosen) < count:
        best = max(left, key=lambda each: len(each[1] - known))
        left.remove(best)
        chosen.append(best[0])
        known |= best[1]
    return chosen


def invented(count: int) -> list[Case]:
    """So many companies."""
    found: list[Case] = []

    @settings(max_examples=count, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(case=cases(lively=True))
    def invent(case: Case) -> None:
        found.append(case)

    invent()
    return found


def sort_of(said: dict[str, Any]) -> str:
    """What sort of purpose it is, as far as words about people know a difference."""
    traits = [trait for trait in ("on_erasure", "objection") if trait in said]
    words = [said["basis"], *(said[trait] for trait in traits), "marketing" if "direct_marketing" in said else ""]
    confirmed = "confirmed" if "confirmed" in (said.get("needs") or []) else ""
    return " ".join(word for word in (*words, confirmed) if word)


def at_stake(evaluator: Evaluator) -> Iterator[str]:
    """What somebody has to lose: each sort of purpose that alone keeps something of them, or sees them; and a sweep."""
    seen, kept, ending = seen_by(evaluator), kept_by(evaluator), ends(evaluator)
    for purpose, said in evaluator.purposes.items():
        sort = sort_of(said)
        if kept[purpose]:
            yield f"{sort} keeps"
            yield from [f"{sort} keeps and sees"] if kept[purpose] & seen[purpose] else []
        if seen[purpose]:
            yield f"{sort} sees"
            yield from (f"needs {kind}" for kind, _ in needs_of(evaluator, purpose))
            yield from (f"{sort} sees what {other} keeps" for other in _kept_anyhow(evaluator, seen[purpose], kept))
    if any(len([name for name in ending if person in seen[name]]) > 1 for people in seen.values() for person in people):
        yield "several that end see the same person"
    if any(_held_alone(evaluator)):
        yield "a hold of the policy keeps"
    for table, row, column in unneeded(evaluator):
        yield "overdue"
        yield from _weighed(evaluator, table, row, column)


def _held_alone(evaluator: Evaluator) -> Iterator[bool]:
    """Of each personal cell, whether holds of the policy keep it, and no purpose does."""
    for table in evaluator.map.mapped if evaluator.policy.get("holds") else ():
        for column, (_, owners) in evaluator.map.personal_columns(table).items():
            for row in evaluator.data[table]:
                if row[column] is not None and needed(evaluator, table, row, column):
                    yield not any(keeping_now(evaluator, table, row, column, owner) for owner in owners)


def _kept_anyhow(evaluator: Evaluator, seen: set[Person], kept: dict[str, set[Person]]) -> Iterator[str]:
    """The sorts of purposes that no erasure ends and that keep something of these people."""
    lasting = kept.keys() - ends(evaluator)
    yield from (sort_of(evaluator.purposes[name]) for name in lasting if kept[name] & seen)


def _weighed(evaluator: Evaluator, table: str, row: Row, column: str) -> Iterator[str]:
    """Whether an objection could be made that keeps a cell while it is weighed."""
    category, owners = evaluator.map.personal_columns(table)[column]
    for owner in owners:
        names = keeping(evaluator, category, owner) if evaluator.rows.person(owner, table, row) else []
        if any(evaluator.purposes[name].get("objection") == "balance" for name in names):
            yield "an objection would keep"


def kept_by(evaluator: Evaluator) -> dict[str, set[Person]]:
    """Purpose -> the people of whom it alone keeps a cell."""
    found: dict[str, set[Person]] = {purpose: set() for purpose in evaluator.purposes}
    for table in evaluator.map.mapped:
        for column, (_, owners) in evaluator.map.personal_columns(table).items():
            for row in evaluator.data[table]:
                live = [(owner, name) for owner in owners for name in keeping_now(evaluator, table, row, column, owner)]
                if len(live) == 1 and row[column] is not None:
                    ((owner, name),) = live
                    person = evaluator.rows.person(owner, table, row)
                    found[name] |= {person} if person else set()
    return found


def seen_by(evaluator: Evaluator) -> dict[str, set[Person]]:
    """Purpose -> the people of whom its window shows a row."""
    return {
        purpose: {
            person
            for table, keys in evaluator.visible(purpose).items()
            for row in evaluator.data[table]
            if evaluator.map.key_of(table, row) in keys
            for owner in evaluator.window(purpose)[table].owners
            if (person := evaluator.rows.person(owner, table, row))
        }
        for purpose in evaluator.purposes
    }


def unneeded(evaluator: Evaluator) -> list[tuple[str, Row, str]]:
    """The personal cells that nothing needs: their table, row and column."""
    return [
        (table, row, column)
        for table in evaluator.map.mapped
        for row in evaluator.data[table]
        for column in evaluator.map.personal_columns(table)
        if row[column] is not None and not needed(evaluator, table, row, column)
    ]
