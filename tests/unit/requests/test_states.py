"""Every state of a request with every verb: what it leads to is written here once more, by hand."""

from __future__ import annotations

import itertools
import re

import pytest

from troth.compiler.stored.request_states import FIRST, MOVES, NEEDS, OPEN, STATES, VERBS, move_from, verbs_in
from troth.compiler.stored.requests import request_tables

EXPECTED = {
    "received": {
        "ask_identity": "identity_asked",
        "verify": "verified",
        "extend": "received",
        "answer": "answered",
        "refuse": "refused",
        "withdraw": "withdrawn",
    },
    "identity_asked": {
        "ask_identity": "identity_asked",
        "verify": "verified",
        "extend": "identity_asked",
        "answer": "answered",
        "refuse": "refused",
        "withdraw": "withdrawn",
    },
    "verified": {
        "start": "in_progress",
        "wait": "waiting",
        "carry_out": "in_progress",
        "extend": "verified",
        "answer": "answered",
        "refuse": "refused",
        "withdraw": "withdrawn",
    },
    "in_progress": {
        "wait": "waiting",
        "carry_out": "in_progress",
        "extend": "in_progress",
        "answer": "answered",
        "refuse": "refused",
        "withdraw": "withdrawn",
    },
    "waiting": {
        "start": "in_progress",
        "carry_out": "in_progress",
        "extend": "waiting",
        "answer": "answered",
        "refuse": "refused",
        "withdraw": "withdrawn",
    },
    "answered": {"close": "closed"},
    "refused": {"close": "closed"},
    "withdrawn": {"close": "closed"},
    "closed": {},
}


@pytest.mark.parametrize(("state", "verb"), list(itertools.product(STATES, VERBS)))
def test_every_state_with_every_verb(state: str, verb: str) -> None:
    move = move_from(state, verb)
    assert (move.leads_to(state) if move else None) == EXPECTED[state].get(verb)


def test_no_state_has_two_moves_of_one_verb() -> None:
    for state in STATES:
        assert len(verbs_in(state)) == len(set(verbs_in(state)))


def test_the_table_speaks_of_nothing_that_is_not_there() -> None:
    assert set(EXPECTED) == set(STATES)
    assert {state for move in MOVES for state in move.sources} <= set(STATES)
    assert {move.target for move in MOVES if move.target} <= set(STATES)
    assert {need for move in MOVES for need in move.needs} == set(NEEDS)


def test_every_state_is_reached_and_every_one_but_the_last_can_be_left() -> None:
    reached, frontier = {FIRST}, {FIRST}
    while frontier:
        frontier = {move.leads_to(state) for state in frontier for move in MOVES if state in move.sources} - reached
        reached |= frontier
    assert reached == set(STATES)
    assert {state for state in STATES if not verbs_in(state)} == {"closed"}
    assert all("withdraw" in verbs_in(state) for state in OPEN)


def test_the_checks_of_the_tables_name_the_same_words() -> None:
    checks = {
        (table.relation.name, column.name): column.check or ""
        for table in request_tables("keeper")
        for column in table.columns
    }
    for table, column, words in (
        ("request", "state", STATES),
        ("request_step", "state", STATES),
        ("request_step", "verb", VERBS),
    ):
        assert re.findall(r"'(\w+)'", checks[table, column]) == list(words)
