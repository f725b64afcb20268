"""Erasing one person does exactly what its plan says, and the plan says what the meaning does."""

from __future__ import annotations

import os
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from psycopg import sql

from properties.attempts import base
from properties.built import Built, Site, as_owner, built
from properties.case import Case
from properties.comparing import differences, rows_of, wrongly_seen
from properties.erasing import Erased, Erasing, ends
from properties.erasing import erase as erased
from properties.evaluator import Evaluator
from properties.generate import cases
from properties.holding import Holding
from properties.needed import needed_for
from properties.related import Person
from properties.standing import Request
from troth.erasure.erase import Erasure
from troth.erasure.plan import Erasing as Asked
from troth.erasure.plan import ErasurePlan
from troth.errors import Stale

EXAMPLES = int(os.environ.get("TROTH_EXAMPLES", "200"))


@settings(max_examples=max(EXAMPLES // 6, 1))
@given(case=cases(), data=st.data())
def test_an_erasure_does_what_its_plan_and_the_meaning_say(case: Case, data: st.DataObject, site: Site) -> None:
    _hold_to_the_meaning(case, data, site)


@pytest.mark.slow
@settings(max_examples=EXAMPLES // 2)
@given(case=cases(), data=st.data())
def test_many_erasures_do_what_their_plans_say(case: Case, data: st.DataObject, site: Site) -> None:
    _hold_to_the_meaning(case, data, site)


def _hold_to_the_meaning(case: Case, data: st.DataObject, site: Site) -> None:
    evaluator = case.evaluator()
    people = Holding(evaluator).everybody()
    assume(people)
    person = data.draw(st.sampled_from(people), label="who")
    part = data.draw(st.lists(st.sampled_from(list(case.policy["categories"])), max_size=2, unique=True), label="part")
    expected = erased(evaluator, person, tuple(part))
    with built(case, site) as made:
        asked = Asked(kind=person[0], key=_as_json(person[1]), categories=tuple(part))
        erasure = Erasure(connection=made.chief, compiled=made.compiled, erasing=asked)
        with as_owner(made):
            plan = erasure.plan()
        assert _planned(plan) ^ _expected(evaluator, expected) == set(), repr(case)
        assert {*_kept(plan).items()} ^ {*expected.kept.items()} == set(), repr(case)
        assert differences(rows_of(made), case.data) == []
        if plan.gone and data.draw(st.booleans(), label="changed meanwhile"):
            _refuses_what_changed(made, erasure, plan)
        with as_owner(made):
            erasure.apply(plan, actor="ana")
        assert differences(rows_of(made), expected.left.data) == [], repr(case)
        after = evaluator.on(expected.left.data, expected.standing)
        if person in Holding(after).everybody():
            assert wrongly_seen(made, after) == [], repr(case)
            with as_owner(made):
                assert erasure.plan().empty, repr(case)
    _nobody_else_loses(evaluator, expected, person, bool(part))


def _as_json(key: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(part if isinstance(part, int | str) else str(part) for part in key)


def _planned(plan: ErasurePlan) -> set[tuple[str, tuple[Any, ...], bool, tuple[str, ...]]]:
    found = set()
    for gone in plan.gone:
        cells = {*gone.cells, *(cell.split(" as ")[0] for cell in gone.coarser)}
        found |= {(str(gone.table), key, gone.deleted, tuple(sorted(cells))) for key in gone.keys}
    return found


def _expected(evaluator: Evaluator, expected: Erased) -> set[tuple[str, tuple[Any, ...], bool, tuple[str, ...]]]:
    return {
        (
            table,
            _as_json(evaluator.map.key_of(table, evaluator.data[table][number])),
            not columns,
            tuple(sorted(columns)),
        )
        for (table, number), columns in expected.gone.items()
    }


def _kept(plan: ErasurePlan) -> dict[tuple[str, tuple[str, ...], str, str], int]:
    return {(str(each.table), each.columns, each.sort, each.name): each.rows for each in plan.stays}


def _refuses_what_changed(made: Built, erasure: Erasure, plan: ErasurePlan) -> None:
    """A row of the plan is written once more, with what it holds already: nothing of the plan is done."""
    table, key = plan.gone[0].table, plan.gone[0].keys[0]
    before = rows_of(made)
    names = made.case.schema[str(table)]["primary_key"]
    where = sql.SQL(" and ").join(sql.SQL("{}::text = %s").format(sql.Identifier(name)) for name in names)
    touch = sql.SQL("update {} set {} = {} where {}").format(
        base(str(table)), sql.Identifier(names[0]), sql.Identifier(names[0]), where
    )
    with made.chief.transaction(force_rollback=True):
        with made.chief.transaction():
            assert made.chief.execute(touch, [str(part) for part in key]).rowcount == 1
        with as_owner(made), pytest.raises(Stale), made.chief.transaction():
            erasure.apply(plan, actor="ana")
        assert differences(rows_of(made), before) == []


def _nobody_else_loses(evaluator: Evaluator, expected: Erased, person: Person, part: bool) -> None:
    """Rows without a path to the person are as they were, and no cell is lost that somebody else needs."""
    one = Erasing(evaluator, Request(person, frozenset(ends(evaluator))))
    for place, columns in expected.gone.items():
        assert one.is_theirs(place), place
        table, row = place[0], one.row(place)
        for column, (category, owners) in evaluator.map.personal_columns(table).items():
            if not columns or column in columns:
                others = [owner for owner in owners if evaluator.rows.person(owner, table, row) not in (person, None)]
                assert not any(needed_for(evaluator, table, row, category, owner) for owner in others), (place, column)
