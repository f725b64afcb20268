"""Letting data go: what a plan showed, as it is now, with the record of it in the same transaction.

Whoever withdrew since the plan is left out, and nobody is added. The record is committed before the file is put in its
place: a crash in between leaves a record too many, never a release too few.
"""

from __future__ import annotations

import getpass
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import psycopg

from troth.compiler.build import Compiled
from troth.compiler.windows import TableWindow
from troth.errors import Refused
from troth.findings import Finding
from troth.ledger.entry import Entry
from troth.ledger.store import record, record_about_each
from troth.postgres.catalogue import Relation
from troth.postgres.parameters import as_array
from troth.postgres.statements import statement
from troth.sharing import files
from troth.sharing.disclosure import Disclosure, next_disclosure, record_disclosure
from troth.sharing.keys import Key, Someone, listed
from troth.sharing.locks import Locked, missing, record_exceptions, refuse_locked, refuse_unsigned
from troth.sharing.place import of_recipient
from troth.sharing.plan import DisclosurePlan, opened
from troth.sharing.reading import Reader, reading
from troth.sharing.selecting import Selected, Whose, people_in, select, without

NOTHING = "TR782"


@dataclass(frozen=True, kw_only=True)
class _Leaving:
    """The rows that leave, and of whom which kinds of data are among them."""

    tables: files.Tables
    people: Mapping[Someone, frozenset[str]]

    @property
    def rows(self) -> int:
        return sum(map(len, self.tables.values()))

    @property
    def categories(self) -> list[str]:
        return sorted({category for categories in self.people.values() for category in categories})


def disclose(
    connection: psycopg.Connection[Any],
    compiled: Compiled,
    plan: DisclosurePlan,
    *,
    because: str,
    actor: str | None = None,
    second: str | None = None,
    ground: str | None = None,
    not_told_before: date | None = None,
    to: Path | None = None,
    also: Callable[[psycopg.Connection[Any], int], None] | None = None,
) -> Disclosure:
    """Release what a plan showed, and record it: the disclosure, everybody in it, and the ledger.

    Until the day `not_told_before` the people it is about are not shown it. `also` is called in the same transaction,
    with the number of the disclosure; what it raises stops the release.

    Raises Refused: TR781 the window has shut, TR782 nothing is left to release, TR784 no reason is given, TR785 what
    the recipient needs is missing, TR787 so is a second person, TR788 the file; and as plan_disclosure(). Then nothing
    has left.
    """
    who = actor or getpass.getuser()
    refuse_unsigned(plan.recipient, plan.name, who, second=second, because=because)
    write = files.written_as(to, [str(relation) for relation, rows in plan.selected.items() if rows])
    signed = {"because": because, "actor": who, "second": second}
    with files.aside(to) as file, reading(connection):
        reader = Reader(connection, compiled, plan.name)
        _lock(connection, plan)
        still, lacking = _still(reader, plan, opened(reader, plan.recipient))
        leaving = _leaving(reader, plan, still)
        _refuse_nothing(plan, leaving, lacking)
        number, now = next_disclosure(connection)
        content = write(_about(compiled, plan, number, now), leaving.tables)
        digest, people = hashlib.sha256(content).hexdigest(), len(leaving.people)
        made = Disclosure(id=number, recipient=plan.name, people=people, rows=leaving.rows, digest=digest,
                          released_at=now, tables=leaving.tables, path=to)  # fmt: skip
        until = not_told_before.isoformat() if not_told_before else None
        said = {**signed, "ground": ground, "not_told_before": until}
        _record(connection, compiled, plan, made, leaving=leaving, said=said)
        if plan.override is not None:
            record_exceptions(connection, plan.name, plan.override, lacking, {**signed, "disclosure": number})
        if also is not None:
            also(connection, number)
        files.write(file, content)
    files.put_in_place(file, number)
    return made


def _lock(connection: psycopg.Connection[Any], plan: DisclosurePlan) -> None:
    """Nobody says a word about these people until the release is over: it comes before or after, never between."""
    for kind in sorted({kind for kind, _ in plan.people}):
        keys = [as_array(key) for each, key in plan.people if each == kind]
        connection.execute(statement("sharing lock"), {"kind": kind, "keys": keys})


def _still(reader: Reader, plan: DisclosurePlan, today: date) -> tuple[Selected, Locked]:
    """What of the planned rows the window still shows, of the same people; and of whom what is missing now.

    Rows of these people stay where the plan's override lifts that.
    """
    still: dict[Relation, Mapping[Key, Whose]] = {}
    for relation, planned in plan.selected.items():
        now = select(reader, plan.window.tables[relation], set(planned))
        still[relation] = {
            key: whose for key, whose in now.items() if set(whose.values()) <= set(planned[key].values())
        }
    lacking = missing(reader, plan.recipient, people_in(still), today)
    locked = {
        need: lacking.get(need, frozenset()) | plan.locked.get(need, frozenset()) for need in {*lacking, *plan.locked}
    }
    return (still, lacking) if plan.override else (without(still, lacking), locked)


def _leaving(reader: Reader, plan: DisclosurePlan, still: Selected) -> _Leaving:
    """The rows themselves, and of whom which kinds of data are among them."""
    tables: dict[str, files.Table] = {}
    people: dict[Someone, set[str]] = {}
    for relation, rows in still.items():
        table = plan.window.tables[relation]
        if found := _rows(reader, plan, table, rows):
            tables[str(relation)] = found
        for whose in rows.values():
            for owner, person in whose.items():
                people.setdefault(person, set()).update(table.categories_of(table.table.owners[owner]))
    return _Leaving(tables=tables, people={person: frozenset(categories) for person, categories in people.items()})


def _rows(reader: Reader, plan: DisclosurePlan, table: TableWindow, still: Mapping[Key, Whose]) -> files.Table:
    found = [
        {column: files.plain(value) for column, value in zip(table.shown, row, strict=True)}
        for row in reader.rows_shown(plan.window, table, list(still))
    ]
    if table.pseudonyms:
        # In the order of their true keys they would tell who came first.
        found.sort(key=lambda row: [str(row[name]) for name in table.table.table.primary_key])
    return found


def _about(compiled: Compiled, plan: DisclosurePlan, number: int, now: datetime) -> dict[str, object]:
    """What stands at the head of what is handed over."""
    policy = compiled.policy
    return {
        "disclosure": number,
        "from": policy.controller.name,
        "contact": policy.controller.contact,
        "to": plan.name,
        "for": policy.purposes[plan.window.purpose].says,
        "policy": f"{policy.policy}, version {policy.version}",
        "released_at": now.isoformat(),
        "categories": {name: policy.categories[name].says for name in plan.categories},
    }


def _record(
    connection: psycopg.Connection[Any],
    compiled: Compiled,
    plan: DisclosurePlan,
    made: Disclosure,
    *,
    leaving: _Leaving,
    said: Mapping[str, str | None],
) -> None:
    """The disclosure, everybody in it, and both in the ledger, where nobody is named."""
    counted = record_disclosure(connection, compiled, made, said=said, categories=leaving.categories)
    everybody = sorted(leaving.people, key=str)
    categories = [as_array(sorted(leaving.people[person])) for person in everybody]
    people = {"id": made.id, **listed(everybody), "categories": categories}
    connection.execute(statement("sharing record people"), people)
    detail = {**counted, "categories": leaving.categories, "ground": said["ground"], "second": said["second"]}
    detail |= {"override": plan.override.kind if plan.override else None}
    about = {"actor": said["actor"], "purpose": plan.window.purpose}
    record(connection, Entry(what="disclosure", detail=detail, **about))
    entry = Entry(what="disclosed", detail={"disclosure": made.id, "recipient": made.recipient}, **about)
    record_about_each(connection, entry, leaving.people)


def _refuse_nothing(plan: DisclosurePlan, leaving: _Leaving, lacking: Locked) -> None:
    """Something is left to release. Raises Refused: TR785 what is missing took all of it, TR782 the window did."""
    if leaving.rows:
        return
    if lacking and not plan.override:
        refuse_locked(plan.name, lacking)
    raise Refused(
        Finding(
            code=NOTHING,
            message=f"there is nothing to release to `{plan.name}`: its window shows none of what was asked for",
            where=of_recipient(plan.name),
            why="a row is shown while the purpose is live for its people and nobody of them is hidden",
            hint="`troth explain` tells for one person what hides them",
        )
    )
