"""Cells that say where a file lies: the file goes first, and the cell with its path after it.

Once the cell is empty, nobody would find the file again. So such a cell, and what lies with it in the row, stays until
a task in the system that holds the file is done, or given up with a reason.
"""

from __future__ import annotations

from collections.abc import Iterator

from psycopg import sql

from troth.compiler.erasable.erased_values import is_erased
from troth.compiler.names import STANDING_SCHEMA
from troth.compiler.rows import Row, both, exists
from troth.compiler.stored.requests import FINISHED
from troth.mapped.model import Mapped, MappedColumn, MappedTable, Owner

_TASK = sql.Identifier(STANDING_SCHEMA, "task")
_F = Row("_f")


def file_columns(mapped: Mapped) -> Iterator[tuple[MappedTable, MappedColumn]]:
    """Every column that says where files lie."""
    for table in mapped.tables.values():
        yield from ((table, column) for column in table.personal if column.file is not None)


def files_of(table: MappedTable, owner: Owner, category: str) -> tuple[MappedColumn, ...]:
    """The columns of a category and an owner that say where files lie."""
    return tuple(c for c in table.personal if c.file and c.category == category and owner.name in c.owners)


def file_is_there(table: MappedTable, column: MappedColumn, row: Row, zone: str) -> sql.Composable:
    """A cell says where a file lies, and no task has removed that file yet."""
    named = sql.SQL("not ({})").format(is_erased(table, column, row, zone))
    finished = sql.SQL("{} = any ({})").format(_F.column("state"), sql.Literal(list(FINISHED)))
    return both([named, sql.SQL("not {}").format(_task(table, column, row, finished))])


def file_is_owed(table: MappedTable, column: MappedColumn, row: Row) -> sql.Composable:
    """A task to remove the file of a cell was written down before."""
    return _task(table, column, row, sql.SQL("true"))


def file_digest(column: MappedColumn, row: Row) -> sql.Composable:
    """By what a task knows the file after its place was forgotten."""
    return sql.SQL("pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to({}::text, 'UTF8')), 'hex')").format(
        row.column(column.name)
    )


def row_key(table: MappedTable, row: Row) -> sql.Composable:
    """The primary key of a row as a JSON array of its parts."""
    return sql.SQL("pg_catalog.jsonb_build_array({})").format(sql.SQL(", ").join(row.columns(table.table.primary_key)))


def _task(table: MappedTable, column: MappedColumn, row: Row, state: sql.Composable) -> sql.Composable:
    same = [
        sql.SQL("{} = {}").format(_F.column("table_name"), sql.Literal(str(table.relation))),
        sql.SQL("{} = {}").format(_F.column("row_key"), row_key(table, row)),
        sql.SQL("{} = {}").format(_F.column("column_name"), sql.Literal(column.name)),
        sql.SQL("{} = {}").format(_F.column("file"), file_digest(column, row)),
    ]
    return exists([sql.SQL("{} as {}").format(_TASK, sql.Identifier(_F.alias))], [*same, state])
