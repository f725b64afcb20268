"""What a person said beside a cell of an issued document goes with the cell, or with its row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
from psycopg import sql

from troth.compiler.build import Compiled
from troth.compiler.erasable.erased_values import is_erased
from troth.compiler.rows import Row, equal, qualified
from troth.mapped.model import MappedColumn, MappedTable
from troth.postgres.later import Later
from troth.postgres.statements import statement

Connection = psycopg.Connection[Any]


def left_behind(connection: Connection, compiled: Compiled) -> int:
    """How many stand beside nothing any more."""
    return sum(
        int(connection.execute(query).fetchall()[0][0]) for query in _queries(compiled, "retention count remarks")
    )


def forget_left_behind(connection: Connection, compiled: Compiled) -> Later[int]:
    """Let these go, in the transaction that is open; how many, once they are gone."""
    asked = [connection.execute(query) for query in _queries(compiled, "retention forget remarks")]
    return lambda: sum(each.rowcount for each in asked)


def _queries(compiled: Compiled, name: str) -> Iterator[sql.Composed]:
    for table in compiled.mapped.tables.values():
        for column in table.personal:
            if column.annotate:
                yield statement(name).format(left=_left(compiled, table, column))


def _left(compiled: Compiled, table: MappedTable, column: MappedColumn) -> sql.Composed:
    """A remark on this column whose row is gone, or whose cell has been erased."""
    row, keys = Row("r"), table.table.primary_key
    said = [
        sql.SQL("(a.row ->> {})::{}").format(sql.Literal(place), sql.SQL(table.columns[name].column.type))
        for place, name in enumerate(keys)
    ]
    return sql.SQL(
        "a.table_name = {} and a.column_name = {} and not exists"
        " (select from {} as r where {} and (a.beside_nothing or not {}))"
    ).format(
        sql.Literal(str(table.relation)),
        sql.Literal(column.name),
        qualified(table.relation),
        equal(row.columns(keys), said),
        is_erased(table, column, row, compiled.policy.time_zone),
    )
