"""Letting data go: what a plan showed, as it is now, with the record of it in the same transaction.

Whoever withdrew since the plan is left out, and nobody is added. The record is committed before the file is put in its
place: a crash in between leaves a record too many, never a release too few.
"""

from __future__ import annotations

import getpass
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import psycopg

from troth.compiler.build import Compiled
from troth.compiler.windows import TableWindow
from troth.errors import Refused
from troth.findings import Finding, Place
from troth.ledger.entry import Entry
from troth.ledger.store import record, record_about
from troth.postgres.catalogue import Relation
from troth.postgres.statements import statement
from troth.sharing import files
from troth.sharing.keys import Key, Someone, as_array
from troth.sharing.locks import Locked, missing, record_exceptions, refuse_locked, refuse_second
from troth.sharing.plan import DisclosurePlan, opened
from troth.sharing.reading import Reader, reading
from troth.sharing.selecting import Selected, Whose, people_in, select, without

NOTHING, BECAUSE = "TR782", "TR784"


@dataclass(frozen=True, kw_only=True)
class Disclosure:
    """What left. `tables` are the rows as they were handed over; they are kept nowhere else."""

    id: int
    recipient: str
    people: int
    rows: int
    digest: str
    released_at: datetime
    tables: files.Tables = field(repr=False)
    path: Path | None = None

    def __str__(self) -> str:
        where = f" in {self.path}" if self.path else ""
        people = f"{self.people:,} {'person' if self.people == 1 else 'people'}"
        return f"disclosure {self.id} to {self.recipient}: {self.rows:,} rows of {people}{where}, sha256 {self.digest}"

    def to_json(self) -> dict[str, object]:
        """The record as plain data, without the rows."""
        return {
            "disclosure": self.id,
            "recipient": self.recipient,
            "people": self.people,
            "rows": self.rows,
            "digest": self.digest,
            "released_at": self.released_at.isoformat(),
            "file": str(self.path) if self.path else None,
        }


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
    refuse_second(plan.recipient, plan.name, who, second)
    if not because.strip():
        hint = "say `because`, in words that will be read later, also by the people it is about"
        raise Refused(Finding(code=BECAUSE, message="a release says why it is made", where=_of(plan), hint=hint))
    shown = [str(relation) for relation, rows in plan.selected.items() if rows]
    write = files.written_as(to, shown) if to else files.as_json
    with reading(connection):
        reader = Reader(connection, compiled, plan.name)
        _lock(connection, plan)
        today = opened(reader, plan.recipient)
        still, lacking = _still(reader, plan, today)
        leaving = _leaving(reader, plan, still)
        if not leaving.rows and lacking and not plan.override:
            refuse_locked(plan.name, lacking)
        if not leaving.rows:
            raise Refused(_nothing(plan))
        number, now = connection.execute(statement("sharing next disclosure")).fetchone() or (0, None)
        assert isinstance(now, datetime)
        content = write(_about(compiled, plan, number, now), leaving.tables)
        digest, people = hashlib.sha256(content).hexdigest(), len(leaving.people)
        made = Disclosure(id=number, recipient=plan.name, people=people, rows=leaving.rows, digest=digest,
                          released_at=now, tables=leaving.tables, path=to)  # fmt: skip
        said = {"because": because, "actor": who, "second": second, "ground": ground}
        said["not_told_before"] = not_told_before.isoformat() if not_told_before else None
        _record(connection, compiled, plan, made, leaving=leaving, said=said)
        if plan.override is not None:
            signed = {"because": because, "actor": who, "second": second, "disclosure": number}
            record_exceptions(connection, plan.name, plan.override, lacking, signed)
        if also is not None:
            also(connection, number)
        if to is not None:
            files.write_beside(to, content)
    if to is not None:
        files.put_in_place(to, made.id)
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
    safeguard = plan.recipient.safeguard.kind if plan.recipient.safeguard else None
    place = {"country": plan.recipient.country, "safeguard": safeguard}
    counted: dict[str, Any] = {"recipient": made.recipient, "people": made.people, "rows": made.rows}
    counted |= {"digest": made.digest, **place}
    row = {**counted, **said, "id": made.id, "purpose": plan.window.purpose, "released_at": made.released_at}
    row |= {"categories": as_array(leaving.categories), "policy_version": compiled.policy.version}
    connection.execute(statement("sharing record"), row)
    listed: Sequence[tuple[Someone, frozenset[str]]] = sorted(leaving.people.items(), key=str)
    people = {
        "id": made.id,
        "kinds": [kind for (kind, _), _ in listed],
        "keys": [as_array(key) for (_, key), _ in listed],
        "categories": [as_array(sorted(categories)) for _, categories in listed],
    }
    connection.execute(statement("sharing record people"), people)
    detail = {"disclosure": made.id, **counted, "categories": leaving.categories, "ground": said["ground"]}
    detail |= {"override": plan.override.kind if plan.override else None}
    actor = said["actor"]
    about = {"actor": actor, "purpose": plan.window.purpose}
    record(connection, Entry(what="disclosure", detail={**detail, "second": said["second"]}, **about))
    entry = Entry(what="disclosed", detail={"disclosure": made.id, "recipient": made.recipient}, **about)
    for kind in sorted({kind for kind, _ in leaving.people}):
        record_about(connection, entry, kind, [key for each, key in leaving.people if each == kind])


def _nothing(plan: DisclosurePlan) -> Finding:
    return Finding(
        code=NOTHING,
        message=f"there is nothing to release to `{plan.name}`: its window shows none of what was asked for",
        where=_of(plan),
        why="a row is shown while the purpose is live for its people and nobody of them is hidden",
        hint="`troth explain` tells for one person what hides them",
    )


def _of(plan: DisclosurePlan) -> Place:
    return Place(object=f"recipient {plan.name}")
