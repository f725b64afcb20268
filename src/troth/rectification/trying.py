"""Trying a correction on the company's own tables: cells are written, and compared with what was there before.

PostgreSQL says what it does not take, by its types and by the company's own constraints and triggers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

from troth.compiler.rows import Row, equal, qualified
from troth.errors import Refused
from troth.mapped.model import Mapped, MappedColumn, MappedTable
from troth.postgres.catalogue import Relation
from troth.postgres.numbered import Numbered
from troth.rectification.corrections import Correction
from troth.rectification.refusals import not_taken
from troth.subjects.keys import Connection, row_key
from troth.tables.model import parse_table

_REFUSALS = (psycopg.DataError, psycopg.IntegrityError, psycopg.ProgrammingError, psycopg.errors.RaiseException)
_ROW = Row("r")


def tried(connection: Connection, mapped: Mapped, cells: Iterable[Correction]) -> tuple[Correction, ...]:
    """Corrections with what they change, tried: all cells of a row at once, for a company's rule may be about several.

    Raises Refused (TR759).
    """
    cells = tuple(cells)
    changed = {}
    for place in dict.fromkeys((cell.table, cell.row) for cell in cells if not cell.annotate):
        together = {cell.column: cell.value for cell in cells if (cell.table, cell.row) == place}
        changed[place] = _written(connection, mapped.tables[Relation(*parse_table(place[0]))], place[1], together)
    return tuple(
        cell if cell.annotate else replace(cell, changes=cell.column in changed[cell.table, cell.row]) for cell in cells
    )


def _written(
    connection: Connection, table: MappedTable, row: tuple[Any, ...], values: Mapping[str, Any]
) -> frozenset[str]:
    """Write some cells of a row. Tells which of them were others before, and not what."""
    keys = row_key(table)
    place, here = qualified(table.relation), equal(_ROW.columns(keys.names), keys.parameters("row_"))
    cells = [sql.SQL("pg_catalog.to_json({})::text").format(_ROW.column(name)) for name in values]
    look = Numbered.of(sql.SQL("select {} from {} as r where {}").format(sql.SQL(", ").join(cells), place, here))
    sets = [
        sql.SQL("{} = {}").format(sql.Identifier(name), sql.Placeholder(f"value_{count}"))
        for count, name in enumerate(values)
    ]
    write = Numbered.of(sql.SQL("update {} as r set {} where {}").format(place, sql.SQL(", ").join(sets), here))
    columns = [table.columns[name] for name in values]
    about = keys.given(row, "row_")
    taken = {f"value_{n}": _as_given(*each) for n, each in enumerate(zip(columns, values.values(), strict=True))}
    (before,) = look.run(connection, about).fetchall()
    try:
        with connection.transaction():
            write.run(connection, {**about, **taken})
            connection.execute("set constraints all immediate")
    except _REFUSALS as problem:
        raise Refused(not_taken(problem, table, columns)) from None
    (after,) = look.run(connection, about).fetchall()
    return frozenset(name for name, old, new in zip(values, before, after, strict=True) if old != new)


def _as_given(column: MappedColumn, value: Any) -> Any:
    """A value so that PostgreSQL reads it as one of the column's type: as text, unless it has parts."""
    if column.column.base_type in ("json", "jsonb") and not isinstance(value, str | None):
        return Jsonb(value)
    if value is None or isinstance(value, str | bytes | list | dict):
        return value
    return str(value)
