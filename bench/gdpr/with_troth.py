"""The records on Troth: purpose, objection and life are the policy's, what people asked is said once.

Each operation goes through the window of its purpose. What changes how data is handled is the controller's act: one row
about a purpose or a person instead of one in each record, with an entry in the ledger in the same transaction.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from psycopg import sql

from bench.gdpr.operations import Operation
from bench.gdpr.oracle import LIMIT, Answer
from bench.gdpr.policy import HANDLING, RECORDING, SERVING, work, write_files
from bench.gdpr.records import COUNTS, FIELDS, USERS, Record, record
from bench.gdpr.stores import LOGS, META, Connection, answered, build, connected, copy_in, given
from troth import Troth
from troth.ledger.entry import Entry
from troth.ledger.store import record as enter
from troth.ledger.store import record_about as enter_about

NAME = "Troth"


class OnTroth:
    """The records of one database with a policy applied."""

    name = NAME

    def __init__(self, url: str, records: int, folder: Path) -> None:
        build(url, "with_troth.sql")
        self.owner = connected(url)
        self._fill(records)
        self.troth = Troth(write_files(folder / "privacy"), url)
        self.troth.apply(self.troth.plan())
        self.desk = connected(self.troth.opened.address(self.troth.opened.names.desk))
        self.windows: dict[str, Connection] = {}

    def _fill(self, records: int) -> None:
        now = datetime.now(UTC)
        copy_in(self.owner, "person", ["usr"], [(f"user{number}",) for number in range(USERS)])
        copy_in(self.owner, "handling", ["pur"], [(f"purpose{number}",) for number in range(COUNTS["pur"])])
        rows = [(*_values(each := record(number)), now + timedelta(seconds=int(each.ttl))) for number in range(records)]
        copy_in(self.owner, "record", (*META, "data", "expires_at"), rows)

    def _window(self, purpose: str) -> Connection:
        if purpose not in self.windows:
            role = self.troth.opened.names.window(purpose)
            self.windows[purpose] = connected(self.troth.opened.address(role))
        return self.windows[purpose]

    def answer(self, operation: Operation) -> Answer:
        asked = given(operation)
        match operation.kind:
            case "read" | "read meta":
                own = operation.by == "pur" or operation.name == "read"
                window = self._window(work(operation.number) if own else SERVING)
                return set(window.execute(_reading(operation.kind, operation.by), asked).fetchall())
            case "insert":
                asked["end"] = datetime.now(UTC) + timedelta(seconds=int(str(asked["ttl"])))
                return self._window(RECORDING).execute(_INSERT, asked).rowcount
            case "update data":
                return self._window(SERVING).execute(_UPDATE_DATA, asked).rowcount
            case "delete" | "delete one":
                return self._window(SERVING).execute(_removing(operation.kind, operation.by), asked).rowcount
            case "verify deletion":
                query = "select 1 from record where key = %(key)s"
                return answered(operation.kind, self._window(SERVING).execute(query, asked))
            case "logs":
                query = "select entry from troth.ledger_entry order by id desc limit %s"
                return set(self.desk.execute(query, (LOGS,)).fetchall())
            case _:
                return self._handled_otherwise(operation, asked)

    def _handled_otherwise(self, operation: Operation, asked: dict[str, Any]) -> Answer:
        asked["end"] = datetime.now(UTC) + timedelta(
            seconds=int(asked["value"] if operation.field == "ttl" else asked["ttl"])
        )
        about = Entry(what="handling changed", detail={"by": operation.by, "field": operation.field})
        with self.owner.transaction(), self.owner.pipeline():
            for query in _changes(operation.kind, operation.by, operation.field):
                self.owner.execute(query, asked)
            self.owner.execute("set local role gdpr_keeper")
            if operation.by == "pur":
                enter(self.owner, about)
            else:
                enter_about(self.owner, about, "person", [asked["usr"]])
        return None  # one row speaks for many: later reads tell whether it was right

    def everything(self) -> set[Record]:
        query = sql.SQL("select {}, data from {}").format(_effective_columns(), _JOINED)
        return {Record(*row) for row in self.owner.execute(query)}

    def close(self) -> None:
        for connection in (self.owner, self.desk, *self.windows.values()):
            connection.close()
        self.troth.close()


def _values(each: Record) -> tuple[str, ...]:
    return (each.key, *(getattr(each, field) for field in FIELDS), each.data)


_JOINED = sql.SQL("record as r left join asked as a on a.usr = r.usr join handling as h on h.pur = r.pur")


def _effective(field: str) -> sql.Composable:
    """What holds for a record: what was said last, of it, of its person, or of its purpose."""
    if field not in HANDLING:
        return sql.SQL("r.{}").format(sql.Identifier(field))
    text = (
        "case when a.{at} > r.at and a.{at} > h.{at} then a.{field}"
        " when h.{at} > r.at then h.{field} else r.{field} end"
    )
    return sql.SQL(text).format(at=sql.Identifier(f"{field}_at"), field=sql.Identifier(field))


def _effective_columns() -> sql.Composed:
    return sql.SQL(", ").join(_effective(name) for name in META)


@cache
def _found(by: str) -> sql.Composed:
    """The condition that a record matches, over the joined tables."""
    if by in ("key", "pur", "usr", "ttl"):
        return sql.SQL("r.{} = %(is)s").format(sql.Identifier(by))
    if by == "shr":
        return sql.SQL("r.usr = %(usr)s and {} = %(is)s").format(_effective("shr"))
    if by == "dec":
        return sql.SQL("{} = %(is)s limit {}").format(_effective("dec"), LIMIT)
    return sql.SQL("{} = %(is)s").format(_effective(by))


_OBJECTED = (
    "with found as materialized (select key from record where obj = %(is)s"
    " union select b.key from record as b join asked as x on x.usr = b.usr where x.obj = %(is)s"
    " union select b.key from record as b join handling as x on x.pur = b.pur where x.obj = %(is)s)"
    " select r.key, r.data from found join record as r on r.key = found.key left join asked as a on a.usr = r.usr"
    " join handling as h on h.pur = r.pur where {}"
)
"""By objection: in the record as it came in, or said later of its person or its purpose."""


@cache
def _reading(kind: str, by: str) -> sql.Composed:
    if by == "obj":
        return sql.SQL(_OBJECTED).format(_found(by))
    if kind == "read" and by in ("key", "pur", "usr"):
        return sql.SQL("select r.key, r.data from record as r where {}").format(_found(by))
    columns = _effective_columns() if kind == "read meta" else sql.SQL("r.key, r.data")
    return sql.SQL("select {} from {} where {}").format(columns, _JOINED, _found(by))


@cache
def _removing(kind: str, by: str) -> sql.Composed:
    where = sql.SQL("{} = %(is)s").format(sql.Identifier(by))
    if kind == "delete one":
        oldest = 'key = (select key from record where {} order by key collate "C" limit 1)'
        where = sql.SQL(oldest).format(where)
    return sql.SQL("delete from record where {}").format(where)


_INSERT = sql.SQL("insert into record ({}, data, expires_at) values ({}, %(data)s, %(end)s)").format(
    sql.SQL(", ").join(map(sql.Identifier, META)), sql.SQL(", ").join(map(sql.Placeholder, META))
)
_UPDATE_DATA = "update record set data = %(data)s where key = %(key)s"


@cache
def _changes(kind: str, by: str, field: str) -> tuple[sql.Composed, ...]:
    """The statements that change how data is handled: one row where purpose or person decide, else the records."""
    if kind == "update":
        values = sql.SQL(", ").join(sql.SQL("{} = {}").format(sql.Identifier(f), sql.Placeholder(f)) for f in FIELDS)
        text = "update record set {}, data = %(data)s, expires_at = %(end)s, at = nextval('moment') where key = %(key)s"
        return (sql.SQL(text).format(values),)
    if field in HANDLING and by == "pur":
        text = "update handling set {field} = %(value)s, {at} = nextval('moment') where pur = %(is)s"
        return (_of_field(text, field),)
    if field in HANDLING and by == "usr":
        text = (
            "insert into asked as a (usr, {field}, {at}) values (%(is)s, %(value)s, nextval('moment'))"
            " on conflict (usr) do update set {field} = excluded.{field}, {at} = excluded.{at}"
        )
        return (_of_field(text, field),)
    return (_rewritten(by, field),)


def _of_field(text: str, field: str) -> sql.Composed:
    return sql.SQL(text).format(field=sql.Identifier(field), at=sql.Identifier(f"{field}_at"))


def _rewritten(by: str, field: str) -> sql.Composed:
    """Records take what holds for them now as their own, and one field anew."""
    if field == "ttl" and by != "shr":
        text = "update record as r set ttl = %(value)s, expires_at = %(end)s where {}"
        return sql.SQL(text).format(_found(by))
    kept = [name for name in HANDLING if name != field]
    own = sql.SQL(", ").join(sql.SQL("{} = n.{}").format(*[sql.Identifier(name)] * 2) for name in kept)
    now = sql.SQL(", ").join(sql.SQL("{} as {}").format(_effective(name), sql.Identifier(name)) for name in kept)
    ends = sql.SQL(", expires_at = %(end)s") if field == "ttl" else sql.SQL("")
    text = (
        "update record as w set {own}, {field} = %(value)s, at = nextval('moment'){ends}"
        " from (select r.key, {now} from {joined} where {found}) as n where w.key = n.key"
    )
    return sql.SQL(text).format(
        own=own, field=sql.Identifier(field), ends=ends, now=now, joined=_JOINED, found=_found(by)
    )
