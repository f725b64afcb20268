"""What a cell becomes when it is no longer needed but its row stays, and how an erased cell is told from a kept one.

Every value is worked out from the row's key or from the cell itself, and from nothing else: erasing twice changes
nothing.
"""

from __future__ import annotations

import re

from psycopg import sql

from troth.compiler.rows import TRUE, Row, both, either
from troth.mapped.model import MappedColumn, MappedTable
from troth.tables.model import EraseTo

WORD = "erased-"
_PLACE = "@erased.invalid"
"""A domain that nobody can ever have (RFC 2606), for columns that must look like an address."""
_DIGITS, _FEWEST = 24, 12
_NUMERIC = re.compile(r"numeric\((\d+),(-?\d+)\)")
_WITHOUT_EQUALITY = ("json", "xml", "point", "polygon", "line", "path", "box", "lseg", "circle")


def erasable(table: MappedTable, column: MappedColumn) -> bool:
    """Whether a cell of this column can be erased while its row stays: not in a key, and never one that is computed."""
    stored = column.column
    if stored.generated or stored.identity == "always" or stored.name in table.table.primary_key:
        return False
    return stored.nullable or (column.erase is not None and column.erase != "null")


def erased_value(table: MappedTable, column: MappedColumn, row: Row, zone: str) -> sql.Composable:
    """What an erased cell of this column becomes."""
    cell, stored = row.column(column.name), column.column
    if column.erase == "unique":
        return _cast(_unique(table, column, row), stored.type)
    if not isinstance(column.erase, EraseTo):
        return sql.SQL("null::{}").format(sql.SQL(stored.type))
    if column.erase.keep_first is not None:
        return _cast(sql.SQL("left({}::text, {})").format(cell, sql.Literal(column.erase.keep_first)), stored.type)
    if column.erase.to is not None:
        return _cast(cut(cell, column.erase.to, stored.base_type, zone), stored.type)
    value = column.erase.set
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return _cast(sql.Literal(text), stored.type)


def is_erased(table: MappedTable, column: MappedColumn, row: Row, zone: str) -> sql.Composable:
    """Whether a cell says nothing any more: it is empty, or already what erasing makes of it."""
    cell = row.column(column.name)
    empty = sql.SQL("{} is null").format(cell)
    if column.erase is None or column.erase == "null":
        return empty
    value = erased_value(table, column, row, zone)
    if column.column.base_type in _WITHOUT_EQUALITY:
        cell, value = sql.SQL("{}::text").format(cell), sql.SQL("{}::text").format(value)
    same = sql.SQL("{} = {}").format(cell, value)
    return either([empty, both([_looks_erased(table, column, cell), same])])


def _looks_erased(table: MappedTable, column: MappedColumn, cell: sql.Composable) -> sql.Composable:
    """What every value of the unique sort begins with, where there is room for it: a digest need not be worked out."""
    if column.erase != "unique" or column.column.type_category != "S" or not _has_word(table, column):
        return TRUE
    return sql.SQL("left({}::text, {}) = {}").format(cell, sql.Literal(len(WORD)), sql.Literal(WORD))


def _cast(value: sql.Composable, to: str) -> sql.Composable:
    return sql.SQL("({})::{}").format(value, sql.SQL(to))


def cut(cell: sql.Composable, unit: str, base_type: str, zone: str) -> sql.Composable:
    """A time cut to its year, month or day, as the clocks of the policy read it."""
    if base_type == "timestamp with time zone":
        return sql.SQL("date_trunc({}, {}, {})").format(sql.Literal(unit), cell, sql.Literal(zone))
    return sql.SQL("date_trunc({}, {}::timestamp)").format(sql.Literal(unit), cell)


def _unique(table: MappedTable, column: MappedColumn, row: Row) -> sql.Composable:
    """A value that no other row has, worked out from the row's key: always the same, and it tells nothing else."""
    digest = _digest(table, column, row)
    stored = column.column
    if stored.type_category == "S":
        return _unique_text(table, column, digest)
    if stored.base_type == "uuid":
        return sql.SQL("left({}, 32)").format(digest)
    if stored.base_type == "integer":
        return _of_number(table, row) or _below_zero(digest, 7)
    limited = _NUMERIC.fullmatch(stored.type)
    number = _below_zero(digest, 15)
    if limited:
        return sql.SQL("{} % {}").format(number, sql.Literal(10 ** min(int(limited[1]) - int(limited[2]), 17)))
    return number


def _of_number(table: MappedTable, row: Row) -> sql.Composable | None:
    """An integer has too few values for a digest. A key that is a number gives a number of its own."""
    (name, *more) = table.table.primary_key
    column = table.table.column(name)
    if more or column is None or column.base_type not in ("smallint", "integer", "bigint"):
        return None
    return sql.SQL("-1 - mod({}, 2147483647)").format(row.column(name))


def _digest(table: MappedTable, column: MappedColumn, row: Row) -> sql.Composable:
    key = sql.SQL(", ").join(row.columns(table.table.primary_key))
    text = sql.SQL("pg_catalog.jsonb_build_array({}::text, {})::text").format(
        sql.Literal(f"{table.relation.schema}.{table.relation.name}.{column.name}"), key
    )
    return sql.SQL("pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to({}, 'UTF8')), 'hex')").format(text)


def _below_zero(digest: sql.Composable, digits: int) -> sql.Composable:
    """Real numbers of rows are hardly ever negative."""
    bits = sql.SQL(str(4 * digits))
    return sql.SQL("(-1 - ('x' || left({}, {}))::bit({})::bigint)").format(digest, sql.Literal(digits), bits)


def _unique_text(table: MappedTable, column: MappedColumn, digest: sql.Composable) -> sql.Composable:
    room = _room(column)
    if not _has_word(table, column):
        return sql.SQL("left({}, {})").format(digest, sql.Literal(min(room, _DIGITS)))
    place = _PLACE if _must_be_address(table, column) else ""
    cut = sql.Literal(min(room - len(WORD) - len(place), _DIGITS))
    return sql.SQL("{} || left({}, {}) || {}").format(sql.Literal(WORD), digest, cut, sql.Literal(place))


def _has_word(table: MappedTable, column: MappedColumn) -> bool:
    """Whether there is room to say that a text is an erased one."""
    place = _PLACE if _must_be_address(table, column) else ""
    return _room(column) - len(WORD) - len(place) >= _FEWEST


def _room(column: MappedColumn) -> int:
    return column.column.max_length or 1_000


def _must_be_address(table: MappedTable, column: MappedColumn) -> bool:
    """A check of the table speaks of this column and of an @."""
    return any(column.name in check.columns and "@" in check.definition for check in table.table.checks)
