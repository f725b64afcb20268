"""The records on Troth: purpose, objection and life are the policy's, what people asked is said once.

Each operation goes through the window of its purpose. What changes how data is handled is the controller's act: one row
about a purpose or a person instead of one in each record, with an entry in the ledger in the same transaction.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from bench.gdpr.operations import Operation
from bench.gdpr.oracle import LIMIT, Answer
from bench.gdpr.policy import HANDLING, RECORDING, SERVING, policy, purpose_of, write_files
from bench.gdpr.records import COUNTS, FIELDS, GONE, USERS, Record
from bench.gdpr.stores import LOGS, META, Connection, answered, build, connected, copy_in, given, streamed
from troth import Troth
from troth.ledger.entry import Entry
from troth.ledger.store import about, after, given_about, given_after, record_about

NAME = "Troth"
TOLD = Entry(what="notify", detail={"policy_version": 1})
"""What the ledger says of everybody: they were told of the policy when they came, and have had a pseudonym since."""

LEDGER_LIKE_THE_DESK = "grant gdpr_desk to current_user with inherit true"
"""Whoever changes how data is handled enters it in the ledger, reads there too, and may do there what the desk may."""

_ENDED = (
    "insert into troth.hidden_person (subject, scope, cause, reference)"
    " select subject, scope, 'ended', 0 from unnest(%s::text[]) as subject, unnest(%s::text[]) as scope"
)


class OnTroth:
    """The records of one database with a policy applied."""

    name = NAME
    apart = True

    def __init__(self, url: str, folder: Path) -> None:
        """`folder` is that of the policy. A copy of a database lacks what belongs to databases: it is applied again."""
        self.owner = connected(url)
        self.troth = _applied(url, folder)
        self.windows: dict[str, Connection] = {}

    @staticmethod
    def fill(url: str, records: Sequence[Record], folder: Path) -> None:
        build(url, "with_troth.sql", "tables")
        now = datetime.now(UTC)
        copy_in(url, "person", ["usr"], ((f"user{number}",) for number in range(USERS + GONE)))
        copy_in(url, "handling", ["pur"], ((f"purpose{number}",) for number in range(COUNTS["pur"])))
        rows = ((*each, now + timedelta(seconds=int(each.ttl))) for each in records)
        copy_in(url, "record", (*META, "data", "expires_at"), rows)
        build(url, "with_troth.sql", "indexes")
        _applied(url, write_files(folder)).close()
        with psycopg.connect(url) as owner:
            owner.execute(LEDGER_LIKE_THE_DESK)
            record_about(owner, TOLD, "person", [f"user{number}" for number in range(USERS)])
            owner.execute("set local role gdpr_keeper")
            gone, scopes = [f"user{USERS + number}" for number in range(GONE)], list(policy()["purposes"])
            owner.execute(_ENDED, (gone, scopes))

    @property
    def connections(self) -> list[Connection]:
        return [self.owner, *self.windows.values()]

    def _window(self, purpose: str) -> Connection:
        if purpose not in self.windows:
            role = self.troth.opened.names.window(purpose)
            self.windows[purpose] = connected(self.troth.opened.address(role))
        return self.windows[purpose]

    def answer(self, operation: Operation) -> Answer:
        asked = given(operation)
        match operation.kind:
            case "read" | "read meta":
                window = self._window(purpose_of(operation))
                return set(window.execute(_reading(operation.kind, operation.by), asked).fetchall())
            case "insert":
                asked["end"] = datetime.now(UTC) + timedelta(seconds=int(str(asked["ttl"])))
                return self._window(RECORDING).execute(_INSERT, asked).rowcount
            case "update data":
                return self._window(SERVING).execute(_UPDATE_DATA, asked).rowcount
            case "delete" | "delete one":
                return self._window(SERVING).execute(_removing(operation.kind, operation.by), asked).rowcount
            case "verify deletion":
                return answered(operation.kind, self.owner.execute(_STILL_THERE, asked))
            case "logs":
                return set(self.owner.execute(_LAST_ENTERED).fetchall())
            case _:
                return self._handled_otherwise(operation, asked)

    def _handled_otherwise(self, operation: Operation, asked: dict[str, Any]) -> Answer:
        asked["end"] = datetime.now(UTC) + timedelta(
            seconds=int(asked["value"] if operation.field == "ttl" else asked["ttl"])
        )
        asked |= _entry(operation.by, operation.field)
        self.owner.execute(_recorded(operation.kind, operation.by, operation.field), asked)
        return None  # one row speaks for many: later reads tell whether it was right

    def everything(self) -> Iterator[Record]:
        return streamed(self.owner, sql.SQL("select {}, data from {}").format(_effective_columns(), _JOINED))

    def close(self) -> None:
        for connection in self.connections:
            connection.close()
        self.troth.close()


def _applied(url: str, folder: Path) -> Troth:
    troth = Troth(folder, url)
    if not (plan := troth.plan()).empty:
        troth.apply(plan)
    return troth


_JOINED = sql.SQL("record as r join handling as h on h.pur = r.pur")
_LOOKED_UP = sql.SQL("record as r cross join lateral (select * from handling as h where h.pur = r.pur offset 0) as h")
"""The same for one record: PostgreSQL would make a hash table of it, which takes longer than looking."""


def _effective(field: str) -> sql.Composable:
    """What holds for a record: what was said last, of it or of its purpose."""
    if field not in HANDLING:
        return sql.SQL("r.{}").format(sql.Identifier(field))
    text = "case when h.{at} > r.at then h.{field} else r.{field} end"
    return sql.SQL(text).format(at=sql.Identifier(f"{field}_at"), field=sql.Identifier(field))


def _effective_columns() -> sql.Composed:
    return sql.SQL(", ").join(_effective(name) for name in META)


@cache
def _found(by: str) -> sql.Composed:
    """The condition that a record matches."""
    if by == "shr":
        return sql.SQL("r.usr = %(usr)s and {} = %(is)s").format(_effective("shr"))
    return sql.SQL("r.{} = %(is)s").format(sql.Identifier(by))


_SAID_LAST = (
    "select r.key, r.data from record as r join handling as h on h.pur = r.pur"
    " where r.{field} = %(is)s and h.{at} <= r.at"
    " union all select r.key, r.data from handling as h join record as r on r.pur = h.pur"
    " where h.{field} = %(is)s and h.{at} > r.at{limit}"
)
"""Where a field has a value: said last in the record, or said last of its purpose."""


@cache
def _reading(kind: str, by: str) -> bytes:
    if by in HANDLING:
        limit = sql.SQL(" limit {}").format(LIMIT if by == "dec" else None)
        field, at = sql.Identifier(by), sql.Identifier(f"{by}_at")
        return sql.SQL(_SAID_LAST).format(field=field, at=at, limit=limit).as_bytes()
    joined: sql.Composable = _LOOKED_UP if by == "key" else _JOINED
    columns: sql.Composable = _effective_columns()
    if kind == "read":
        joined, columns = sql.SQL("record as r"), sql.SQL("r.key, r.data")
    where = sql.SQL("") if by == "pur" else sql.SQL(" where {}").format(_found(by))  # that window shows nothing else
    return sql.SQL("select {} from {}{}").format(columns, joined, where).as_bytes()


@cache
def _removing(kind: str, by: str) -> bytes:
    where = sql.SQL("{} = %(is)s").format(sql.Identifier(by))
    if kind == "delete one":
        oldest = 'key = (select key from record where {} order by key collate "C" limit 1)'
        where = sql.SQL(oldest).format(where)
    return sql.SQL("delete from record where {}").format(where).as_bytes()


_INSERT = (
    sql.SQL("insert into record ({}, data, expires_at) values ({}, %(data)s, %(end)s)")
    .format(sql.SQL(", ").join(map(sql.Identifier, META)), sql.SQL(", ").join(map(sql.Placeholder, META)))
    .as_bytes()
)
_LAST_ENTERED = (
    sql.SQL("select entry from troth.ledger_entry order by id desc limit {}").format(sql.Literal(LOGS)).as_bytes()
)
_UPDATE_DATA = "update record set data = %(data)s where key = %(key)s"
_STILL_THERE = "select 1 from record where key = %(key)s"
"""Whether a record is gone is asked of the table itself: a window may hide what is still there."""


@cache
def _entry(by: str, field: str) -> dict[str, str]:
    entry = Entry(what="handling changed", detail={"by": by, "field": field})
    return given_after(entry) if by == "pur" else given_about(entry, "person")


_PEOPLE = sql.SQL("(select jsonb_build_array(usr) from deed)")


@cache
def _recorded(kind: str, by: str, field: str) -> bytes:
    """What changes how data is handled, with its entry in the ledger: one statement, and so one transaction."""
    changing = _changing(kind, by, field)
    if by == "pur":
        return after(changing + sql.SQL(" returning 1")).as_bytes()
    return about(_PEOPLE, deed=changing + sql.SQL(" returning usr")).as_bytes()


def _changing(kind: str, by: str, field: str) -> sql.Composed:
    """The statement that changes how data is handled: one row where the purpose decides, else the records."""
    if kind == "update":
        values = sql.SQL(", ").join(sql.SQL("{} = {}").format(sql.Identifier(f), sql.Placeholder(f)) for f in FIELDS)
        text = "update record set {}, data = %(data)s, expires_at = %(end)s, at = nextval('moment') where key = %(key)s"
        return sql.SQL(text).format(values)
    if field in HANDLING and by == "pur":
        text = "update handling set {} = %(value)s, {} = nextval('moment') where pur = %(is)s"
        return sql.SQL(text).format(sql.Identifier(field), sql.Identifier(f"{field}_at"))
    new: dict[str, sql.Composable] = {field: sql.SQL("%(value)s")}
    if field == "ttl":
        new["expires_at"] = sql.SQL("%(end)s")
    if field in HANDLING:  # the record takes what holds for it now as its own, and one field anew
        new = {**{name: _effective(name) for name in HANDLING}, **new, "at": sql.SQL("nextval('moment')")}
    values = sql.SQL(", ").join(sql.SQL("{} = {}").format(sql.Identifier(name), value) for name, value in new.items())
    plain = field not in HANDLING and by != "shr"
    text = "update record as r set {} where {}" if plain else _CHANGING_OWN
    return sql.SQL(text).format(values, _found(by))


_CHANGING_OWN = "update record as r set {} from handling as h where h.pur = r.pur and {}"
