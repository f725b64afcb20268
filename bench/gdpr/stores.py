"""The same records kept without Troth: on bare PostgreSQL, and made compliant by hand in the client."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import psycopg
from psycopg import sql

from bench.gdpr.operations import Operation
from bench.gdpr.oracle import LIMIT, Answer
from bench.gdpr.policy import policy, purpose_of
from bench.gdpr.records import FIELDS, Record, record
from troth.postgres.statements import parse

HERE = Path(__file__).parent
BARE, BARE_APART, BY_HAND = "bare", "bare apart", "by hand"
META = ("key", *FIELDS)
LOGS = 100
"""How many entries of the log somebody reads at a time."""
AT_A_TIME = 10_000
"""How many records are fetched at a time where all are looked at."""

Connection = psycopg.Connection[Any]


class Store(Protocol):
    """One way to keep the records."""

    name: str
    apart: bool
    """Whether each purpose has a connection of its own."""

    def answer(self, operation: Operation) -> Answer:
        """Do it: rows for what reads, a count for what writes."""

    def everything(self) -> Iterator[Record]:
        """All records with the values that hold now."""

    @property
    def connections(self) -> list[Connection]:
        """Every connection that answers."""

    def close(self) -> None:
        """Close all connections."""


def connected(url: str) -> Connection:
    connection = psycopg.connect(url, autocommit=True)
    connection.prepare_threshold = 0
    return connection


def build(url: str, file: str, part: str) -> None:
    """Make the tables of one of the ways, or the indexes: these once the records lie there, which is quicker."""
    with psycopg.connect(url) as connection:
        connection.execute(parse((HERE / file).read_text())[part].encode())


def copy_in(url: str, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    into = sql.SQL("copy {} ({}) from stdin").format(sql.Identifier(table), names)
    with psycopg.connect(url) as connection, connection.cursor() as cursor, cursor.copy(into) as copy:
        for row in rows:
            copy.write_row(row)


def streamed(connection: Connection, query: sql.Composed) -> Iterator[Record]:
    """Every row as a record, some at a time."""
    with connection.transaction(), connection.cursor("everything") as cursor:
        cursor.itersize = AT_A_TIME
        yield from map(Record._make, cursor.execute(query))


@cache
def plain(kind: str, by: str, field: str) -> bytes:
    """The statement of an operation over one table that holds everything, with the parameters of `given`.

    As bytes, in every way alike: composing it anew each time takes the client longer than some statements the server.
    """
    wheres = {"shr": "shr = %(is)s and usr = %(usr)s", "dec": "dec = %(is)s limit {limit}"}
    where = sql.SQL(wheres.get(by, "{by} = %(is)s")).format(by=sql.Identifier(by), limit=LIMIT)
    all_fields = sql.SQL(", ").join(sql.SQL("{0} = %({1})s").format(sql.Identifier(f), sql.SQL(f)) for f in FIELDS)
    statements = {
        "read": sql.SQL("select key, data from record where {where}"),
        "read meta": sql.SQL("select {meta} from record where {where}"),
        "insert": sql.SQL("insert into record ({meta}, data) values (%(key)s, {values}, %(data)s)"),
        "update": sql.SQL("update record set {all_fields}, data = %(data)s where key = %(key)s"),
        "update data": sql.SQL("update record set data = %(data)s where key = %(key)s"),
        "update meta": sql.SQL("update record set {field} = %(value)s where {where}"),
        "delete": sql.SQL("delete from record where {where}"),
        "delete one": sql.SQL(
            'delete from record where key = (select key from record where {where} order by key collate "C" limit 1)'
        ),
        "verify deletion": sql.SQL("select 1 from record where key = %(key)s"),
    }
    return (
        statements[kind]
        .format(
            where=where,
            meta=sql.SQL(", ").join(map(sql.Identifier, META)),
            values=sql.SQL(", ").join(sql.Placeholder(field) for field in FIELDS),
            all_fields=all_fields,
            field=sql.Identifier(field or "key"),
        )
        .as_bytes()
    )


def given(operation: Operation) -> dict[str, object]:
    """The parameters of an operation's statement."""
    salt = 1 if operation.kind in ("update", "update data") else 0
    each = record(operation.number, salt)
    values: dict[str, object] = {name: getattr(each, name) for name in (*META, "data")}
    values["key"] = operation.key
    values["is"] = operation.key if operation.by == "key" else operation.condition
    values["value"] = operation.value if operation.field else None
    return values


def answered(kind: str, cursor: psycopg.Cursor[Any]) -> Answer:
    if kind == "verify deletion":
        return cursor.fetchone() is not None
    return set(cursor.fetchall()) if cursor.description else cursor.rowcount


class Bare:
    """PostgreSQL without any compliance: one table, indexes on what is looked up, nothing checked, nothing recorded."""

    name = BARE
    apart = False

    def __init__(self, url: str) -> None:
        self.connection = connected(url)

    @staticmethod
    def fill(url: str, records: Sequence[Record]) -> None:
        build(url, "bare.sql", "tables")
        copy_in(url, "record", (*META, "data"), records)
        build(url, "bare.sql", "indexes")

    @property
    def connections(self) -> list[Connection]:
        return [self.connection]

    def answer(self, operation: Operation) -> Answer:
        return _asked(self.connection, operation)

    def everything(self) -> Iterator[Record]:
        columns = sql.SQL(", ").join(map(sql.Identifier, (*META, "data")))
        return streamed(self.connection, sql.SQL("select {} from record").format(columns))

    def close(self) -> None:
        for connection in self.connections:
            connection.close()


def _asked(connection: Connection, operation: Operation) -> Answer:
    if operation.kind == "logs":
        return None  # there are none
    query = plain(operation.kind, operation.by, operation.field)
    return answered(operation.kind, connection.execute(query, given(operation)))


class BareApart(Bare):
    """The same with a connection for each purpose, as Troth has them: what so many processes of the server cost."""

    name = BARE_APART
    apart = True

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self._by_purpose = {purpose: connected(url) for purpose in policy()["purposes"]}

    @property
    def connections(self) -> list[Connection]:
        return [self.connection, *self._by_purpose.values()]

    def answer(self, operation: Operation) -> Answer:
        return _asked(self._by_purpose[purpose_of(operation)], operation)


class ByHand(Bare):
    """PostgreSQL made compliant as the benchmark's authors did it.

    How data may be handled stands in indexed columns of each record, the client checks purpose, objection and life of
    every row it has fetched, every operation is logged in its transaction, and what has outlived its life is deleted
    once a second.
    """

    name = BY_HAND

    @staticmethod
    def fill(url: str, records: Sequence[Record]) -> None:
        build(url, "by_hand.sql", "tables")
        now = datetime.now(UTC)
        copy_in(url, "record", (*META, "data", "expires_at"), ((*each, ends(each.ttl, now)) for each in records))
        build(url, "by_hand.sql", "indexes")

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self._tidied = time.monotonic()

    def answer(self, operation: Operation) -> Answer:
        self._delete_expired()
        with self.connection.transaction():
            found = self._answer(operation)
            rows = len(found) if isinstance(found, set) else int(bool(found))
            entry = (operation.kind, operation.by, operation.key, rows)
            self.connection.execute("insert into log (who, what, which, rows) values (%s, %s, %s, %s)", entry)
        return found

    def _answer(self, operation: Operation) -> Answer:
        asked = given(operation)
        match operation.kind:
            case "logs":
                return set(self.connection.execute(_LAST_LOGGED).fetchall())
            case "read" | "read meta":
                return self._checked(operation, asked)
            case "insert":
                asked["expires_at"] = ends(str(asked["ttl"]), datetime.now(UTC))
                return self.connection.execute(_INSERT, asked).rowcount
        cursor = self.connection.execute(plain(operation.kind, operation.by, operation.field), asked)
        found = answered(operation.kind, cursor)
        if operation.field == "ttl" or operation.kind == "update":
            self._renew(operation, asked)
        return found

    def _checked(self, operation: Operation, asked: dict[str, object]) -> Answer:
        """Rows with what says how they may be handled; those that may not be are left out here, in the client."""
        columns = META if operation.kind == "read meta" else ("key", "data")
        now, kept = datetime.now(UTC), set()
        for row in self.connection.execute(_with_meta(operation.by), asked):
            *fields, data, expires_at = row
            may = dict(zip(META, fields, strict=True))
            if expires_at > now and may["obj"] != may["pur"] and may["pur"]:
                kept.add(tuple(fields) if columns is META else (may["key"], data))
        return kept

    def _renew(self, operation: Operation, asked: dict[str, object]) -> None:
        """A life that was changed ends at another time."""
        life = str(asked["value"] if operation.field == "ttl" else asked["ttl"])
        self.connection.execute(_renewing(operation.by), {**asked, "end": ends(life, datetime.now(UTC))})

    def _delete_expired(self) -> None:
        if time.monotonic() - self._tidied > 1:
            self.connection.execute("delete from record where expires_at < now()")
            self._tidied = time.monotonic()


_LAST_LOGGED = (
    sql.SQL("select at, who, what, which, rows from log order by id desc limit {}").format(sql.Literal(LOGS)).as_bytes()
)


def ends(ttl: str, now: datetime) -> datetime:
    """When a life that begins now is over."""
    return now + timedelta(seconds=int(ttl))


_INSERT = (
    sql.SQL("insert into record ({}, data, expires_at) values ({}, %(data)s, %(expires_at)s)")
    .format(sql.SQL(", ").join(map(sql.Identifier, META)), sql.SQL(", ").join(map(sql.Placeholder, META)))
    .as_bytes()
)


@cache
def _renewing(by: str) -> bytes:
    where = sql.SQL("shr = %(is)s and usr = %(usr)s" if by == "shr" else "{} = %(is)s").format(sql.Identifier(by))
    return sql.SQL("update record set expires_at = %(end)s where {}").format(where).as_bytes()


@cache
def _with_meta(by: str) -> bytes:
    where = sql.SQL("{} = %(is)s").format(sql.Identifier(by))
    limit = sql.SQL(" limit {}").format(LIMIT) if by == "dec" else sql.SQL("")
    columns = sql.SQL(", ").join(map(sql.Identifier, (*META, "data", "expires_at")))
    return sql.SQL("select {} from record where {}{}").format(columns, where, limit).as_bytes()
