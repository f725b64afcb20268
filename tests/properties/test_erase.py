"""Erasing one person does exactly what its plan says, and the plan says what the meaning does."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from psycopg import sql

from opening import HEAD
from properties.attempts import base
from properties.built import Built, Site, as_owner, built
from properties.case import Case
from properties.comparing import differences, rows_of, wrongly_seen
from properties.erasing import Erased, Erasing, ends
from properties.erasing import erase as erased
from properties.evaluator import Evaluator
from properties.generate import cases
from properties.holding import Holding
from properties.lively import kept_by
from properties.needed import needed_for
from properties.reading import Owner, Row
from properties.related import Person
from properties.standing import Request, Standing
from properties.wiping import seen_at
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


@pytest.mark.parametrize("part", [(), ("meeting",)])
def test_what_is_brought_to_a_level_stays_for_the_other(part: tuple[str, ...], site: Site) -> None:
    """Found by invention: a month that is needed for another owner of the row, who is somebody; for nobody it goes."""
    kept = erased(DEALS.evaluator(), ("member", (1,)), part).kept
    assert {name: rows for (table, _, name, _), rows in kept.items() if table == "deal"} == {"another": 2}
    _erase(DEALS, site, ("member", (1,)), _of_member(part), lambda: False)


@pytest.mark.parametrize("part", [(), ("meeting",)])
def test_what_a_purpose_needed_for_what_was_asked_away_goes_too(part: tuple[str, ...], site: Site) -> None:
    """Found by invention: visits count the time of a cell in the member's row that the member asks to be erased."""
    _erase(VISITS, site, ("member", (1,)), _of_member(part), lambda: False)


def _of_member(part: tuple[str, ...]) -> Asked:
    return Asked(kind="member", key=(1,), categories=part)


def _table(links: tuple[str, ...] = (), **dates: bool) -> dict[str, Any]:
    """A table of numbered rows, with columns that refer to a member, and dates that can be null or not."""
    columns = {"id": ("bigint", False)} | dict.fromkeys(links, ("bigint", True))
    columns |= {name: ("date", nullable) for name, nullable in dates.items()}
    return {
        "columns": {name: {"type": kind, "nullable": nullable} for name, (kind, nullable) in columns.items()},
        "primary_key": ["id"],
        "foreign_keys": [{"columns": [link], "target": "member", "target_columns": ["id"]} for link in links],
    }


DEALS = Case(
    schema={"member": _table(), "deal": _table(("buyer", "seller"), meet_on=True, made_on=False)},
    tables=yaml.safe_load("""
        tables:
          member: {subject: member, columns: {}}
          deal:
            owners: {buyer: {member: buyer}, seller: {member: seller}}
            columns: {meet_on: {holds: meeting, of: [buyer, seller]}, made_on: plain}
        events: {made: deal.made_on}
    """),
    policy=yaml.safe_load(HEAD)
    | yaml.safe_load("""
        subjects: {member: {says: A member}}
        categories: {meeting: {says: When they meet, levels: [month]}}
        purposes:
          planning:
            says: To plan by the month
            basis: legitimate_interest
            interest: It helps everyone
            uses: [meeting]
            levels: {meeting: month}
            keep: 1 year after made
    """),
    data={
        "member": [{"id": 1}, {"id": 2}],
        "deal": [
            {"id": number, "buyer": 1, "seller": seller, "meet_on": date(2025, 3, day), "made_on": date(2025, 1, 1)}
            for number, seller, day in [(10, 2, 17), (11, None, 17), (12, 2, 1), (13, 1, 17)]
        ],
    },
    standing=Standing(),
    clock=datetime(2025, 2, 1, tzinfo=UTC),
)


VISITS = Case(
    schema={"member": _table(meet_on=True), "visit": _table(("guest",), begun_on=False, left_on=True)},
    tables=yaml.safe_load("""
        tables:
          member: {subject: member, columns: {meet_on: meeting}}
          visit:
            owners: {guest: {member: guest}}
            columns: {begun_on: plain, left_on: stay}
        events: {begun: visit.begun_on}
    """),
    policy=yaml.safe_load(HEAD)
    | yaml.safe_load("""
        subjects: {member: {says: A member}}
        categories: {meeting: When they meet, stay: How long they stayed}
        purposes:
          planning:
            says: To plan
            basis: legitimate_interest
            interest: It helps everyone
            uses: [meeting]
            keep: 1 year after begun
          guests: {says: To know our guests, basis: consent, uses: [stay]}
    """),
    data={
        "member": [{"id": 1, "meet_on": date(2025, 3, 17)}],
        "visit": [{"id": 10, "guest": 1, "begun_on": date(2025, 1, 1), "left_on": date(2025, 1, 2)}],
    },
    standing=Standing(),
    clock=datetime(2025, 2, 1, tzinfo=UTC),
)


def _hold_to_the_meaning(case: Case, data: st.DataObject, site: Site) -> None:
    child = data.draw(st.booleans(), label="child")
    case = _waiting(case) if child else case
    people = Holding(case.evaluator()).everybody()
    assume(people)
    likely = _ended_for_a_child(case.evaluator()) if child else []
    person = data.draw(st.sampled_from(likely or people), label="who")
    names = [] if child else list(case.policy["categories"])
    part = data.draw(st.lists(st.sampled_from(names), max_size=2, unique=True) if names else st.just([]), label="part")
    asked = Asked(kind=person[0], key=_as_json(person[1]), categories=tuple(part), child=child)
    _erase(case, site, person, asked, lambda: data.draw(st.booleans(), label="changed meanwhile"))


def _waiting(case: Case) -> Case:
    """The same, where contracts wait that a request would end: for a child they end nevertheless."""
    wait = {"on_erasure": "wait", "because": "still_needed"}
    purposes = case.policy["purposes"].items()
    ending = {name: said | wait for name, said in purposes if said.get("on_erasure") == "end"}
    return replace(case, policy=case.policy | {"purposes": case.policy["purposes"] | ending})


def _ended_for_a_child(evaluator: Evaluator) -> list[Person]:
    """The people of whom something is kept that only their being children ends."""
    kept = kept_by(evaluator)
    found = {person for name in ends(evaluator, child=True) - ends(evaluator) for person in kept[name]}
    return sorted(found, key=str)


def _erase(case: Case, site: Site, person: Person, asked: Asked, is_changed: Callable[[], bool]) -> None:
    """One erasure, planned and done. `is_changed`: whether somebody writes a row of the plan meanwhile."""
    evaluator = case.evaluator()
    expected = erased(evaluator, person, asked.categories, child=asked.child)
    with built(case, site) as made:
        erasure = Erasure(connection=made.chief, compiled=made.compiled, erasing=asked)
        with as_owner(made):
            plan = erasure.plan()
        assert _planned(plan) ^ _expected(evaluator, expected) == set(), repr(case)
        assert {*_kept(plan).items()} ^ {*expected.kept.items()} == set(), repr(case)
        assert differences(rows_of(made), case.data) == []
        if plan.gone and is_changed():
            _refuses_what_changed(made, erasure, plan)
        with as_owner(made):
            erasure.apply(plan, actor="ana")
        assert differences(rows_of(made), expected.left.data) == [], repr(case)
        after = evaluator.on(expected.left.data, expected.standing)
        if person in Holding(after).everybody():
            assert wrongly_seen(made, after) == [], repr(case)
            with as_owner(made):
                assert erasure.plan().empty, repr(case)
    _nobody_else_loses(evaluator, expected, person)


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


def _nobody_else_loses(evaluator: Evaluator, expected: Erased, person: Person) -> None:
    """Rows without a path to the person are as they were, and no cell is lost that somebody else needs."""
    one = Erasing(evaluator, Request(person, frozenset(ends(evaluator))))
    for place in expected.gone:
        assert one.is_theirs(place), place
        table, row = place[0], one.row(place)
        after = {evaluator.map.key_of(table, left): left for left in expected.left.data[table]}
        remaining = after.get(evaluator.map.key_of(table, row))
        for column, (category, owners) in evaluator.map.personal_columns(table).items():
            others = [owner for owner in owners if evaluator.rows.person(owner, table, row) not in (person, None)]
            needing = [owner for owner in others if needed_for(evaluator, table, row, column, owner)]
            if needing:
                assert remaining is not None, (place, column)
                level = min(_finest(evaluator, table, row, column, owner) for owner in needing)
                seen = [_at(evaluator, category, level, each[column]) for each in (row, remaining)]
                assert seen[0] == seen[1], (place, column)


def _finest(evaluator: Evaluator, table: str, row: Row, column: str, owner: Owner) -> int:
    """The finest level at which a cell is needed for an owner: 0 is exactly."""
    category, _ = evaluator.map.personal_columns(table)[column]
    levels = range(len(evaluator.levels(category)) + 1)
    return next(level for level in levels if needed_for(evaluator, table, row, column, owner, level))


def _at(evaluator: Evaluator, category: str, level: int, value: Any) -> Any:
    """What whoever needs a cell at a level has of it."""
    return seen_at(evaluator.levels(category)[level - 1], value, evaluator.zone) if level else value
