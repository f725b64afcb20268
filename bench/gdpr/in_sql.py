"""The same duties in plain SQL, written into every statement by somebody who forgets none: what asking itself costs.

Purpose, objection and life are asked where the rows are read, and what changes how data is handled is recorded in the
statement that does it. Nothing stops a statement that does not ask. One login does it all.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache

from psycopg import sql

from bench.gdpr.operations import Operation
from bench.gdpr.oracle import LIMIT, Answer
from bench.gdpr.policy import policy, purpose_of
from bench.gdpr.records import FIELDS, GONE, USERS, Record, value_of
from bench.gdpr.stores import LOGS, META, Bare, answered, build, copy_in, ends, given

IN_SQL = "in SQL"


class InSql(Bare):
    """Every statement asks what a window would ask."""

    name = IN_SQL

    @staticmethod
    def fill(url: str, records: Sequence[Record]) -> None:
        build(url, "in_sql.sql", "tables")
        now = datetime.now(UTC)
        copy_in(url, "record", ("expires_at", *META, "data"), ((ends(each.ttl, now), *each) for each in records))
        gone = (f"user{USERS + number}" for number in range(GONE))
        copy_in(url, "hidden", ("scope", "usr"), [(scope, usr) for usr in gone for scope in policy()["purposes"]])
        build(url, "in_sql.sql", "indexes")

    def answer(self, operation: Operation) -> Answer:
        if operation.kind == "logs":
            return set(self.connection.execute(_LAST_LOGGED).fetchall())
        asked = given(operation) | {"scope": purpose_of(operation), "own": value_of("pur", operation.number)}
        if operation.kind in ("insert", "update", "update meta"):
            life = asked["value"] if operation.field == "ttl" else asked["ttl"]
            asked |= {"end": ends(str(life), datetime.now(UTC)), "what": operation.name}
        cursor = self.connection.execute(_statement(operation.kind, operation.by, operation.field), asked)
        recorded = operation.kind.startswith("update") and operation.kind != "update data"
        return None if recorded else answered(operation.kind, cursor)


_LAST_LOGGED = (
    sql.SQL("select at, who, what, usr from log order by id desc limit {}").format(sql.Literal(LOGS)).as_bytes()
)
_MAY = sql.SQL(
    "expires_at >= now() and not exists (select from hidden where hidden.scope = %(scope)s and hidden.usr = record.usr)"
)
_READ = "select {columns} from record where {where} and {may}{limit}"
_READ_OWN = "select {columns} from record where {where} and pur = %(own)s and {may}"
_INSERT = (
    "insert into record (expires_at, {meta}, data) select %(end)s, {values}, %(data)s"
    " where not exists (select from hidden where hidden.scope = %(scope)s and hidden.usr = %(usr)s)"
)
_STATEMENTS = {
    "insert": _INSERT,
    "update data": "update record set data = %(data)s where {where} and {may}",
    "delete": "delete from record where {where} and {may}",
    "delete one": (
        "delete from record"
        ' where key = (select key from record where {where} and {may} order by key collate "C" limit 1)'
    ),
    "verify deletion": "select 1 from record where {where}",
}
_RECORDED = (
    "with deed as ({deed} returning usr) insert into log (what, usr) select distinct %(what)s::text, usr from deed"
)
_RECORDED_ONCE = (
    "with deed as ({deed} returning usr) insert into log (what) select %(what)s::text where exists (select from deed)"
)


@cache
def _statement(kind: str, by: str, field: str) -> bytes:
    where = sql.SQL("shr = %(is)s and usr = %(usr)s" if by == "shr" else "{} = %(is)s").format(sql.Identifier(by))
    if kind in ("update", "update meta"):
        deed = sql.SQL("update record set {} where {}").format(_changed(kind, field), where)
        return sql.SQL(_RECORDED_ONCE if by == "pur" else _RECORDED).format(deed=deed).as_bytes()
    text = _STATEMENTS.get(kind, _READ_OWN if (kind, by) == ("read", "key") else _READ)
    columns = META if kind == "read meta" else ("key", "data")
    return (
        sql.SQL(text)
        .format(
            where=where,
            may=_MAY,
            limit=sql.SQL(" limit {}").format(LIMIT) if by == "dec" else sql.SQL(""),
            columns=sql.SQL(", ").join(map(sql.Identifier, columns)),
            meta=sql.SQL(", ").join(map(sql.Identifier, META)),
            values=sql.SQL(", ").join(map(sql.Placeholder, META)),
        )
        .as_bytes()
    )


def _changed(kind: str, field: str) -> sql.Composed:
    """What an update sets: a life that was changed ends at another time."""
    new = {name: sql.Placeholder(name) for name in (*FIELDS, "data")} if kind == "update" else {}
    if field:
        new[field] = sql.Placeholder("value")
    if "ttl" in new:
        new["expires_at"] = sql.Placeholder("end")
    return sql.SQL(", ").join(sql.SQL("{} = {}").format(sql.Identifier(name), value) for name, value in new.items())
