"""After a sweep the database is what the meaning says: invented companies, held to the reference evaluator."""

from __future__ import annotations

import os
from typing import Any

import pytest
from hypothesis import given, settings

from properties.built import Built, Site, as_owner, built
from properties.case import Case
from properties.comparing import differences, rows_of
from properties.evaluator import Evaluator
from properties.generate import cases
from properties.needed import finest, needed
from properties.reading import Row
from properties.staying import Left, sweep
from properties.wiping import seen_at
from troth.retention.decision import Deciding, Gone
from troth.retention.lists import listed, survey_of
from troth.retention.sweep import Sweep

EXAMPLES = int(os.environ.get("TROTH_EXAMPLES", "200"))


@settings(max_examples=EXAMPLES // 2)
@given(case=cases())
def test_a_sweep_leaves_what_the_meaning_says(case: Case, site: Site) -> None:
    _hold_to_the_meaning(case, site)


@pytest.mark.slow
@settings(max_examples=EXAMPLES * 2)
@given(case=cases())
def test_many_sweeps_leave_what_the_meaning_says(case: Case, site: Site) -> None:
    _hold_to_the_meaning(case, site)


def _hold_to_the_meaning(case: Case, site: Site) -> None:
    evaluator = case.evaluator()
    left = sweep(evaluator)
    with built(case, site) as made:
        with as_owner(made):
            again = erase(made)
        assert differences(rows_of(made), left.data) == [], repr(case)
        assert again == ()
    _nothing_needed_has_gone(evaluator, left)
    _nothing_more_is_shown(evaluator, left)


def erase(made: Built) -> tuple[Gone, ...]:
    """Erase what is not needed: in one statement, or by a sweep in small batches. What is found after that."""
    if len(repr(made.case)) % 2:
        Deciding(made.compiled).carry_out(made.chief)
        return Deciding(made.compiled).decide(made.chief)
    with listed(made.chief, survey_of(made.chief, made.compiled)) as lists:
        swept = Sweep(made.chief, made.compiled, batch=2).run()
        due = {relation: (taken.rows, taken.cells) for relation, taken in lists.due.items()}
    assert {relation: (taken.rows, taken.cells) for relation, taken in swept.taken.items()} == due
    assert (swept.left_over, swept.refused, swept.complete) == (0, {}, True)
    return Deciding(made.compiled).decide(made.chief)


def _nothing_needed_has_gone(evaluator: Evaluator, left: Left) -> None:
    """Need is the same before and after: of every cell that is left, and of every one that went. Rows that are let go
    are nobody's, and what is left in them is plain; so are cells whose people have all been taken out."""
    after = evaluator.on(left.data)
    remaining = {(table, evaluator.map.key_of(table, row)): row for table, rows in left.data.items() for row in rows}
    free = {(table, evaluator.map.key_of(table, evaluator.data[table][number])) for table, number in left.let_go}
    for table in evaluator.map.mapped:
        for row in evaluator.data.get(table, []):
            key = (table, evaluator.map.key_of(table, row))
            for column in evaluator.map.personal_columns(table):
                before = needed(evaluator, table, row, column)
                now = key in remaining and needed(after, table, remaining[key], column)
                nobodys = key in free or (now and _taken_out(evaluator, after, *key))
                assert before == now or (nobodys and not before), (key, column)
                assert not before or remaining[key][column] == _as_needed(evaluator, table, row, column), (key, column)


def _as_needed(evaluator: Evaluator, table: str, row: Row, column: str) -> Any:
    """A needed cell, as precisely as it is needed."""
    category, _ = evaluator.map.personal_columns(table)[column]
    level = finest(evaluator, table, row, column)
    return seen_at(evaluator.levels(category)[level - 1], row[column], evaluator.zone) if level else row[column]


def _nothing_more_is_shown(evaluator: Evaluator, left: Left) -> None:
    """No window shows a row that it did not show, but where somebody was taken out of it or of a row on its path."""
    after = evaluator.on(left.data)
    for purpose in evaluator.purposes:
        before, now = evaluator.visible(purpose), after.visible(purpose)
        for table, keys in now.items():
            for key in keys - before[table]:
                assert key not in after.changeable(purpose)[table] or _taken_out(evaluator, after, table, key), (
                    purpose,
                    table,
                    key,
                )


def _taken_out(evaluator: Evaluator, after: Evaluator, table: str, key: Any) -> bool:
    was = next(row for row in evaluator.data[table] if evaluator.map.key_of(table, row) == key)
    now = next(row for row in after.data[table] if after.map.key_of(table, row) == key)
    return any(
        evaluator.rows.person(owner, table, was) is not None and after.rows.person(owner, table, now) is None
        for owner in evaluator.map.owners[table]
    )
