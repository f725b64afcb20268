"""Requests: what is overdue, unproved or refused on no ground breaks the promise; so does a rule that does not hold."""

from __future__ import annotations

import pytest

from proving import Proven
from troth.requests import rules
from troth.verify.evidence import Status

OPENED = """insert into troth.request (asks, state, scope, channel, received_at, due_on, level, decision, ground, proof)
            values ('{asks}', '{state}', '{{}}', 'email', now(), troth.today() {due}, 'none', {rest})"""


def opened(asks: str = "access", state: str = "received", due: str = "+ 3", rest: str = "null, null, null") -> str:
    return OPENED.format(asks=asks, state=state, due=due, rest=rest)


@pytest.mark.parametrize("argument", ["in_time", "identity", "refusals", {"asks": ["access", "erase"]}])
def test_it_is_kept_and_each_thing_was_looked_at(proven: Proven, argument: str | dict[str, list[str]]) -> None:
    check = proven.check({"request": argument}, opened())
    assert check.status is Status.KEPT, (check.evidence, check.missing)


def test_an_overdue_request_breaks_it_if_it_is_of_that_sort(proven: Proven) -> None:
    late = opened(due="- 1")
    assert proven.check({"request": "in_time"}, late).status is Status.BROKEN
    assert proven.check({"request": {"asks": "access"}}, late).status is Status.BROKEN
    assert proven.check({"request": {"asks": "erase"}}, late).status is Status.KEPT
    answered = opened(state="answered", due="- 1", rest="'granted', null, null")
    assert proven.check({"request": "in_time"}, answered).status is Status.KEPT


def test_an_answer_is_in_time_by_the_day_of_the_policy(proven: Proven) -> None:
    """Answered half an hour before and half an hour after the midnight in Berlin at which the last day ends."""
    answered = opened(state="answered", due="- 1", rest="'granted', null, null")
    midnight = "troth.today()::timestamp at time zone 'Europe/Berlin'"
    step = (
        "insert into troth.request_step (request, verb, state, detail, actor, at) "
        f"select max(id), 'answer', 'answered', '{{{{}}}}', 'ana', {midnight} {{}} interval '30 min' from troth.request"
    )
    check = proven.check({"request": "in_time"}, answered, step.format("-"), answered, step.format("+"))
    assert "2 were answered, 1 of them in time" in check.evidence[0].says


def test_proof_of_identity_that_outlives_its_decision_breaks_it(proven: Proven) -> None:
    kept = opened(state="answered", rest="'granted', null, 'a passport'")
    assert proven.check({"request": "identity"}, kept).status is Status.BROKEN
    assert proven.check({"request": "identity"}, opened(rest="null, null, 'a passport'")).status is Status.KEPT


def test_a_refusal_without_a_ground_breaks_it(proven: Proven) -> None:
    assert proven.check({"request": "refusals"}, opened(state="refused", rest="'refused', null, null")).status is (
        Status.BROKEN
    )
    assert proven.check({"request": "refusals"}, opened(state="refused", rest="'refused', 'law', null")).status is (
        Status.KEPT
    )


@pytest.mark.parametrize(("need", "argument"), [("identity", "identity"), ("ground", "refusals")])
def test_a_rule_that_does_not_hold_breaks_it(
    proven: Proven, monkeypatch: pytest.MonkeyPatch, need: str, argument: str
) -> None:
    monkeypatch.setitem(rules._CHECKS, need, lambda *_: None)  # type: ignore[arg-type]
    assert proven.check({"request": argument}).status is Status.BROKEN


def test_what_nobody_can_ask_for_is_unproved(proven: Proven) -> None:
    assert proven.check({"request": {"asks": "money"}}).status is Status.UNPROVED


def test_a_clock_that_stands_still_breaks_it(proven: Proven) -> None:
    stopped = "create or replace function troth.today() returns date language sql stable return date '2000-01-01'"
    check = proven.check({"request": "in_time"}, stopped)
    assert check.status is Status.BROKEN
    assert "is not found overdue" in check.evidence[1].says
