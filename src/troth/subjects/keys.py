"""One person's key, as statements take it: parameters of the types that the company's table has."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import psycopg
from psycopg import sql
from psycopg.pq import TransactionStatus

from troth.compiler.rows import qualified
from troth.errors import Refused
from troth.mapped.model import Mapped, MappedTable
from troth.postgres.numbered import Numbered
from troth.postgres.statements import statement
from troth.standing.people import KeyColumns, unknown_kind, unknown_person

Connection = psycopg.Connection[Any]
Someone = tuple[str, Any]
"""A kind of person, and their key."""


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


def given(columns: KeyColumns, key: Any) -> Mapping[str, Any]:
    """The values of `columns.parameters()`. Raises Refused (TR702)."""
    return columns.given(columns.parts(key))


def known_person(connection: Connection, mapped: Mapped, someone: Someone) -> Someone:
    """A person who is in the database, with their key in its own form. Raises Refused: TR701 to TR703."""
    kind, key = someone
    columns = key_columns(mapped, kind)
    query = statement("subjects person").format(
        people=qualified(columns.table),
        of_t=sql.SQL(", ").join(sql.Identifier("t", name) for name in columns.names),
        key=sql.SQL(", ").join(columns.parameters()),
    )
    try:
        with _apart(connection):
            rows = Numbered.of(query).run(connection, given(columns, key)).fetchall()
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
