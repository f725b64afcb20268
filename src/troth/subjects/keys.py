"""One person's key, as statements take it: parameters of the types that the company's table has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import psycopg
from psycopg import sql
from psycopg.pq import TransactionStatus

from troth.compiler.rows import qualified
from troth.errors import Refused
from troth.mapped.model import Mapped, MappedTable
from troth.postgres.statements import statement
from troth.standing.people import KeyColumns, unknown_kind, unknown_person

Connection = psycopg.Connection[Any]
Someone = tuple[str, Any]
"""A kind of person, and their key."""

_MARK = "\x01"
"""Stands around the name of a parameter until percent signs have been doubled."""


def key_columns(mapped: Mapped, kind: str) -> KeyColumns:
    """The key of people of a kind, as the database has it. Raises Refused (TR703)."""
    if not mapped.has(kind):
        raise Refused(unknown_kind(kind, mapped.kinds()))
    return row_key(mapped.subject_table(kind))


def row_key(table: MappedTable) -> KeyColumns:
    """The primary key of a table."""
    names = table.table.primary_key
    types = tuple(table.columns[name].column.type for name in names)
    return KeyColumns(table=table.relation, names=names, types=types)


def parameter(name: str) -> sql.Composable:
    """A parameter of a statement that `rendered` gives its final form."""
    return sql.SQL(f"{_MARK}{name}{_MARK}")


def key_parameters(types: Sequence[str]) -> list[sql.Composable]:
    """A person's key as parameters of the statement, each of its column's type. See `rendered` and `given`."""
    return _typed("key_", types)


def row_parameters(types: Sequence[str]) -> list[sql.Composable]:
    """The key of a row, likewise, beside the person's: its parameters are `row_1`, `row_2`."""
    return _typed("row_", types)


def _typed(prefix: str, types: Sequence[str]) -> list[sql.Composable]:
    each = ((parameter(f"{prefix}{count}"), sql.SQL(kind)) for count, kind in enumerate(types, start=1))
    return [sql.SQL("{}::{}").format(*parts) for parts in each]


def rendered(query: sql.Composable) -> bytes:
    """A query with its parameters as psycopg reads them. A company's condition may hold percent signs."""
    parts = query.as_string(None).replace("%", "%%").split(_MARK)
    return "".join(f"%({part})s" if place % 2 else part for place, part in enumerate(parts)).encode()


def given(columns: KeyColumns, key: Any) -> Mapping[str, Any]:
    """The parameters of `key_parameters`. Raises Refused (TR702)."""
    return columns.given(columns.parts(key), "key_")


def known_person(connection: Connection, mapped: Mapped, someone: Someone) -> Someone:
    """A person who is in the database, with their key in its own form. Raises Refused: TR701 to TR703."""
    kind, key = someone
    columns = key_columns(mapped, kind)
    query = statement("subjects person").format(
        people=qualified(columns.table),
        of_t=sql.SQL(", ").join(sql.Identifier("t", name) for name in columns.names),
        key=sql.SQL(", ").join(key_parameters(columns.types)),
    )
    try:
        with _apart(connection):
            rows = connection.execute(rendered(query), given(columns, key)).fetchall()
    except (psycopg.DataError, psycopg.errors.CannotCoerce):
        raise Refused(columns.misfit(key)) from None
    ((stored, found),) = rows
    if not found:
        raise Refused(unknown_person(kind, [columns.parts(key)]))
    return kind, tuple(stored)


def _apart(connection: Connection) -> AbstractContextManager[object]:
    """What PostgreSQL does not take leaves a transaction that is open as it was."""
    alone = connection.autocommit and connection.info.transaction_status is TransactionStatus.IDLE
    return nullcontext() if alone else connection.transaction()
