"""Consents that stand in the application's own columns already, brought over with the evidence there is for them.

Without this every window under consent would be empty after the first `apply`. An imported consent counts from the
moment it was given, never undoes what a person has said since, and is written into the history like any other.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
from psycopg import sql

from troth.compiler.build import Compiled
from troth.compiler.live.grounds_and_locks import told_age
from troth.compiler.live.live import Live
from troth.compiler.names import look_out, standing, subject_columns
from troth.compiler.rows import FALSE, Row
from troth.errors import Refused
from troth.findings import Finding, Place, did_you_mean
from troth.ledger.entry import Entry, Json
from troth.ledger.store import about, given_about
from troth.mapped.model import MappedTable
from troth.policy.model import Basis
from troth.postgres.ddl import listed, name
from troth.postgres.statements import statement

NOT_CONSENT, WRONG_COLUMNS, WRONG_TIME = "TR803", "TR804", "TR811"
GIVEN_AT = "given_at"


@dataclass(frozen=True, kw_only=True)
class ImportPlan:
    """What an import would record. Print it, then hand it to `apply_import`."""

    kind: str
    purpose: str
    rows: tuple[tuple[Any, ...], ...]
    """Key, time of the consent and evidence, as the query gave them."""
    new: int
    already: int
    """Who has consented as late or later."""
    otherwise: int
    """Who has withdrawn, objected or been erased since: left alone."""
    unknown: int
    """Keys of nobody."""
    young: int = 0
    """Who is known to be too young to consent alone; the evidence does not say `guardian`."""

    def __str__(self) -> str:
        return (
            f"{self.new} consents of {self.kind}s to {self.purpose} would be recorded; "
            f"{self.already} are held already, {self.otherwise} people have said otherwise since, "
            f"{self.unknown} keys are nobody's." + (f" {self.young} people are too young." if self.young else "")
        )

    def to_json(self) -> dict[str, object]:
        counts = {"new": self.new, "already": self.already, "otherwise": self.otherwise, "unknown": self.unknown}
        counts |= {"young": self.young} if self.young else {}
        return {"kind": self.kind, "purpose": self.purpose, **counts}


def import_consents(
    connection: psycopg.Connection[Any],
    compiled: Compiled,
    *,
    kind: str,
    purpose: str,
    query: str,
    evidence: Mapping[str, object] | None = None,
) -> ImportPlan:
    """Look at the consents that a query finds. Changes nothing: the query runs in a transaction that reads only.

    The query gives the key columns of the kind's table by their names, and optionally `given_at` (else the import is
    the moment); its other columns become evidence, beside `evidence`, which says where all of this comes from. Raises
    Refused: TR803 if the purpose is not of consent, TR804 for columns that are missing, TR811 for a time to
    come.
    """
    person = _person(compiled, kind, purpose)
    zone = ZoneInfo(compiled.policy.time_zone)
    rows = tuple(_found(connection, person, query, dict(evidence or {}), zone))
    with connection.transaction(force_rollback=True):
        filled = _fill(connection, compiled, kind, rows)
        asked = {"purpose": purpose}
        counts = dict(connection.execute(filled.sorted("import counts"), asked).fetchall())
    found = {word: int(counts.get(word, 0)) for word in ("new", "already", "otherwise", "unknown", "young")}
    return ImportPlan(kind=kind, purpose=purpose, rows=rows, **found)


def apply_import(connection: psycopg.Connection[Any], compiled: Compiled, plan: ImportPlan, *, actor: str) -> int:
    """Record the consents of a plan, each with its history and an entry in the ledger, in one transaction; how many.

    Doing it twice records nothing the second time.
    """
    asked = {"purpose": plan.purpose, "version": compiled.policy.version, "actor": actor}
    detail: dict[str, Json] = {"imported": True, "policy_version": compiled.policy.version}
    entry = Entry(what="consent", actor=actor, purpose=plan.purpose, detail=detail)
    with connection.transaction():
        filled = _fill(connection, compiled, plan.kind, plan.rows)
        connection.execute(filled.of("import lock"))
        connection.execute(filled.sorted("import new"), asked)
        connection.execute(about(filled.of("import people")), given_about(entry, plan.kind))
        return connection.execute(filled.of("import consents"), asked).rowcount


@dataclass(frozen=True)
class _Filled:
    """The statements of an import for one kind of person."""

    parts: Mapping[str, sql.Composable]

    def of(self, which: str) -> sql.Composed:
        return statement(which).format(**self.parts)

    def sorted(self, which: str) -> sql.Composed:
        return statement(which).format(**self.parts, sorted=self.of("import sorted"))


def _person(compiled: Compiled, kind: str, purpose: str) -> MappedTable:
    purposes = compiled.policy.purposes
    if purpose not in purposes or purposes[purpose].basis is not Basis.CONSENT:
        known = [name for name, said in purposes.items() if said.basis is Basis.CONSENT]
        raise Refused(
            _not_consent(purpose, did_you_mean(purpose, known, none="no purpose of the policy says `basis: consent`"))
        )
    if not compiled.mapped.has(kind):
        raise Refused(_not_consent(f"{purpose} of {kind}", did_you_mean(kind, compiled.mapped.kinds())))
    return compiled.mapped.subject_table(kind)


def _found(
    connection: psycopg.Connection[Any], person: MappedTable, query: str, evidence: dict[str, object], zone: tzinfo
) -> Iterator[tuple[Any, ...]]:
    key = person.table.primary_key
    with connection.transaction(force_rollback=True):
        connection.execute("set local transaction_read_only = on")
        # One statement alone may be prepared, so that nothing hides behind a semicolon.
        cursor = connection.execute(query.encode(), prepare=True)
        names = [column.name for column in cursor.description or ()]
        if missing := [column for column in key if column not in names]:
            raise Refused(_columns(str(person.relation), missing, key))
        found = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    now = datetime.now(UTC)
    times = [_time(row.get(GIVEN_AT), now, zone) for row in found]
    if any(time > now for time in times):
        raise Refused(_time_to_come(sum(time > now for time in times)))
    for row, time in zip(found, times, strict=True):
        if not any(row[column] is None for column in key):
            said = json.dumps(_evidence(row, key, evidence, time), default=str)
            yield (*(row[column] for column in key), time, said)


def _time(value: object, now: datetime, zone: tzinfo) -> datetime:
    """When a consent was given. A time without a zone is one of the policy's, as everywhere."""
    if value is None:
        return now
    if not isinstance(value, datetime):
        raise Refused(_columns(GIVEN_AT, [f"{GIVEN_AT} as timestamp with time zone"], ()))
    return value if value.tzinfo else value.replace(tzinfo=zone)


def _evidence(
    row: Mapping[str, object], key: Sequence[str], evidence: Mapping[str, object], time: datetime
) -> dict[str, object]:
    rest = {column: value for column, value in row.items() if column not in key and column != GIVEN_AT}
    return {**rest, **evidence, "imported": True, GIVEN_AT: time.isoformat()}


def _fill(
    connection: psycopg.Connection[Any], compiled: Compiled, kind: str, rows: Sequence[tuple[Any, ...]]
) -> _Filled:
    person = compiled.mapped.subject_table(kind)
    key = person.table.primary_key
    subject = subject_columns(key)
    parts: dict[str, sql.Composable] = {word: name(standing(word, kind)) for word in ("consent", "hidden", "history")}
    parts |= {"person": name(person.relation), "columns": listed(subject)}
    parts |= {f"of_{alias}": sql.SQL(", ").join(Row(alias).columns(subject)) for alias in "qchsab"}
    parts["of_x"] = sql.SQL(", ").join(Row("x").columns(key))
    parts |= {"look": name(look_out(person.relation)), "young": _young(compiled, kind)}
    filled = _Filled(parts)
    connection.execute(filled.of("import table"))
    with connection.cursor() as cursor, cursor.copy(filled.of("import fill")) as copy:
        for row in rows:
            copy.write_row(row)
    connection.execute(filled.of("import latest"))
    return filled


def _young(compiled: Compiled, kind: str) -> sql.Composable:
    """A person is known to be too young to consent alone. False where the policy or the data map does not ask."""
    age = compiled.policy.consent_age
    if age is None or kind not in compiled.mapped.age:
        return FALSE
    told = told_age(Live(compiled.policy, compiled.mapped), kind, Row("x"), age)
    return sql.SQL("({}) is false").format(told)


def _not_consent(what: str, hint: str) -> Finding:
    return Finding(
        code=NOT_CONSENT,
        message=f"`{what}` is not a purpose under consent for such people",
        where=Place(object=f"purpose {what}"),
        why="only a purpose whose basis is consent waits for consents",
        hint=hint,
    )


def _columns(of: str, missing: Sequence[str], key: Sequence[str]) -> Finding:
    return Finding(
        code=WRONG_COLUMNS,
        message=f"the query gives no column {', '.join(f'`{one}`' for one in missing)}",
        where=Place(object=of),
        why="a consent is a person's, known by the key of their table, at a time",
        hint=f"let it give {', '.join(key) or 'the key'} and given_at; its other columns are evidence",
    )


def _time_to_come(count: int) -> Finding:
    return Finding(
        code=WRONG_TIME,
        message=f"{count} of these consents would be given in the future",
        where=Place(object=GIVEN_AT),
        why="a consent is something that somebody has said",
        hint="check from which column `given_at` is taken, and its time zone: without one it is the policy's",
    )
