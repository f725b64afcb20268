"""A copy of a person's data is exactly what the meaning says: invented companies, held to the reference evaluator."""

from __future__ import annotations

import os
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings

from properties.built import Built, Site, as_owner, built
from properties.case import Case
from properties.generate import cases
from properties.holding import Copy, Holding
from properties.related import Person
from troth.access import AccessCopy, Asked, PortCopy, access, port

EXAMPLES = int(os.environ.get("TROTH_EXAMPLES", "200"))


@settings(max_examples=EXAMPLES // 4)
@given(case=cases())
def test_copies_hold_what_the_meaning_says(case: Case, site: Site) -> None:
    _hold_to_the_meaning(case, site)


@pytest.mark.slow
@settings(max_examples=EXAMPLES)
@given(case=cases())
def test_many_copies_hold_what_the_meaning_says(case: Case, site: Site) -> None:
    _hold_to_the_meaning(case, site)


def _hold_to_the_meaning(case: Case, site: Site) -> None:
    with built(case, site) as made:
        holding = Holding(case.evaluator())
        people = holding.everybody()
        for person in people:
            whole, provided = _copies(made, person)
            assert _rows(case, whole) == holding.access(person), person
            assert _rows(case, provided) == holding.port(person), person
            _names_nobody_else(case, people, person, whole)


def _copies(made: Built, person: Person) -> tuple[AccessCopy, PortCopy]:
    with as_owner(made), made.chief.transaction(force_rollback=True):
        asked = [(person[0], tuple(map(str, person[1])))]
        return access(made.chief, made.compiled, asked, Asked()), port(made.chief, made.compiled, asked, Asked())


def _rows(case: Case, copy: AccessCopy | PortCopy) -> Copy:
    found: Copy = {}
    for table in copy.tables:
        schema = case.schema[table.table]
        moments = {name for name, column in schema["columns"].items() if column["type"] == "timestamptz"}
        rows = [
            {name: _moment(value) if name in moments else value for name, value in row.items()} for row in table.rows
        ]
        found[table.table] = {tuple(row[name] for name in schema["primary_key"]): row for row in rows}
        assert len(found[table.table]) == len(rows)
    return found


def _moment(value: Any) -> Any:
    return datetime.fromisoformat(value).timestamp() if isinstance(value, str) else value


def _names_nobody_else(case: Case, people: list[Person], person: Person, copy: AccessCopy) -> None:
    """Keys that are like no other value stand nowhere in another's copy."""
    rows = copy.model_dump_json(include={"tables"})
    for kind, key in people:
        types = {column["type"] for name, column in case.schema[kind]["columns"].items()
                 if name in case.schema[kind]["primary_key"]}  # fmt: skip
        if (kind, key) != person and types == {"uuid"}:
            assert not [part for part in key if part not in person[1] and str(part) in rows], (kind, key)
