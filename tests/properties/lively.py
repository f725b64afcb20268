"""Companies in which words matter: many are invented, and those few are kept whose people have the most to lose.

A word about somebody whom no window shows and whose data nothing keeps changes nothing that could be noticed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from hypothesis import HealthCheck, Phase, given, settings

from properties.case import Case
from properties.erasing import ends
from properties.evaluator import Evaluator
from properties.generate import cases
from properties.needed import keeping_now, needed
from properties.needing import needs_of
from properties.reading import Row
from properties.related import Person

TRIED = 25
"""Companies that are invented for each that is kept."""
ENDS = ", until they are erased"
INSTEAD = {
    "public_task": {"basis": "legitimate_interest", "interest": "It helps everyone"},
    "vital_interest": {"basis": "contract", "on_erasure": "end"},
}
"""What rests on the first of these, which an erasure does not end, rests on the other."""


def lively(count: int) -> list[Case]:
    """So many companies: each has what those before it have not, as far as any that was invented has."""
    left = [(case, set(at_stake(case.evaluator()))) for case in invented(count * TRIED)]
    chosen: list[Case] = []
    known: set[str] = set()
    while left and len(chosen) < count:
        best = max(left, key=lambda each: _worth(each[1] - known))
        left.remove(best)
        chosen.append(best[0])
        known |= best[1]
    return chosen


def _worth(stakes: set[str]) -> tuple[int, int]:
    """What an erasure ends counts most: few companies have it, and nothing else shows that it ends too little."""
    return sum(stake.endswith(ENDS) for stake in stakes), len(stakes)


def invented(count: int) -> list[Case]:
    """So many companies."""
    found: list[Case] = []

    @settings(max_examples=count, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(case=cases())
    def invent(case: Case) -> None:
        found.append(_enlivened(case))

    invent()
    return found


def at_stake(evaluator: Evaluator) -> Iterator[str]:
    """What somebody has to lose: each sort of purpose that alone keeps something of them, or sees them; and a sweep."""
    seen, kept, ending = seen_by(evaluator), kept_by(evaluator), ends(evaluator)
    for purpose, said in evaluator.purposes.items():
        sort = f"{said['basis']} {said.get('on_erasure', '')}{' direct_marketing' * ('direct_marketing' in said)}"
        if kept[purpose]:
            yield f"{sort} keeps{ENDS if purpose in ending else ''}"
            yield f"{sort} keeps and sees" if kept[purpose] & seen[purpose] else "keeps"
        if seen[purpose]:
            yield from (f"{sort} with {trait}" for trait in ("objection",) if trait in said)
            yield from (f"needs {kind}" for kind, _ in needs_of(evaluator, purpose))
    if unneeded(evaluator):
        yield "overdue"


def kept_by(evaluator: Evaluator) -> dict[str, set[Person]]:
    """Purpose -> the people of whom it alone keeps a cell."""
    found: dict[str, set[Person]] = {purpose: set() for purpose in evaluator.purposes}
    for table in evaluator.map.mapped:
        for column, (_, owners) in evaluator.map.personal_columns(table).items():
            for row in evaluator.data[table]:
                keeping = [
                    (owner, name) for owner in owners for name in keeping_now(evaluator, table, row, column, owner)
                ]
                if len(keeping) == 1 and row[column] is not None:
                    ((owner, name),) = keeping
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


def _enlivened(case: Case) -> Case:
    """A case in which no case has to be opened (what readers stand in is kept), and purposes rest on what can end."""
    policy, tables = dict(case.policy), dict(case.tables)
    policy["purposes"] = {
        name: {part: value for part, value in said.items() if part != "open_per"} | INSTEAD.get(said["basis"], {})
        for name, said in policy["purposes"].items()
    }
    named = {said.get("per") for said in (policy.get("recipients") or {}).values()}
    kept = {name: table for name, table in tables.pop("cases", {}).items() if name in named}
    return replace(case, policy=policy, tables=tables | ({"cases": kept} if kept else {}))
