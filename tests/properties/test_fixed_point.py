"""What was erased once is erased: a second sweep and a second erasure find nothing, and leave what is erased alone.

Of the meaning itself, so without a database: quick, and many times more companies.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from properties.case import Case
from properties.comparing import differences
from properties.erasing import erase
from properties.evaluator import Evaluator
from properties.generate import cases
from properties.holding import Holding
from properties.reading import Row
from properties.staying import sweep
from properties.wiping import is_wiped

EXAMPLES = int(os.environ.get("TROTH_EXAMPLES", "200"))
Rows = dict[str, list[Row]]


@settings(max_examples=EXAMPLES)
@given(case=cases())
def test_a_second_sweep_finds_nothing(case: Case) -> None:
    _sweep_twice(case)


@pytest.mark.slow
@settings(max_examples=EXAMPLES * 20)
@given(case=cases())
def test_no_second_sweep_finds_anything(case: Case) -> None:
    _sweep_twice(case)


@settings(max_examples=EXAMPLES)
@given(case=cases(), data=st.data())
def test_a_second_erasure_finds_nothing(case: Case, data: st.DataObject) -> None:
    _erase_twice(case, data)


@pytest.mark.slow
@settings(max_examples=EXAMPLES * 20)
@given(case=cases(), data=st.data())
def test_no_second_erasure_finds_anything(case: Case, data: st.DataObject) -> None:
    _erase_twice(case, data)


def _sweep_twice(case: Case) -> None:
    evaluator = case.evaluator()
    left = sweep(evaluator).data
    assert differences(sweep(evaluator.on(left)).data, left) == [], repr(case)
    assert [*_rewritten(evaluator, left)] == [], repr(case)


def _erase_twice(case: Case, data: st.DataObject) -> None:
    """Of a part, of everything, or of a child; and where all was asked for, also once more after a sweep."""
    evaluator = case.evaluator()
    people = Holding(evaluator).everybody()
    if not people:
        return
    person = data.draw(st.sampled_from(people), label="who")
    part = tuple(
        data.draw(st.lists(st.sampled_from([*case.policy["categories"]]), max_size=2, unique=True), label="part")
    )
    child = not part and data.draw(st.booleans(), label="child")
    first = erase(evaluator, person, part, child=child)
    after = evaluator.on(first.left.data, first.standing)
    again = erase(after, person, part, child=child)
    assert differences(again.left.data, first.left.data) == [], repr(case)
    swept = after.on(sweep(after).data)
    assert [*_rewritten(evaluator, first.left.data), *_rewritten(after, swept.data)] == [], repr(case)
    if not part and not child:
        assert differences(erase(swept, person).left.data, swept.data) == [], repr(case)


def _rewritten(evaluator: Evaluator, left: Rows) -> Iterator[tuple[str, Row, str]]:
    """The cells that said nothing any more and were written all the same, and not with null."""
    data_map = evaluator.map
    for table in data_map.mapped:
        remaining = {data_map.key_of(table, row): row for row in left[table]}
        for row in evaluator.data[table]:
            now = remaining.get(data_map.key_of(table, row), row)
            for column in data_map.personal_columns(table):
                if is_wiped(data_map, table, column, row, evaluator.zone) and now[column] not in (None, row[column]):
                    yield table, row, column
