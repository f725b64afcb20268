"""Reading back after an erasure: is anything still there that was to go? Asked of the tables, row by row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

from troth.compiler.build import Compiled
from troth.compiler.erased import is_erased
from troth.compiler.rows import Row, qualified
from troth.mapped.model import MappedTable
from troth.postgres.catalogue import Relation
from troth.retention.decision import Gone

_T = Row("t")


def left_over(connection: psycopg.Connection[Any], compiled: Compiled, gone: Sequence[Gone]) -> tuple[Gone, ...]:
    """Of what was to go, the rows that are there and the cells that still say something."""
    deleted = {(each.table, each.key) for each in gone if each.deleted}
    last = {(each.table, each.key): each for each in gone if each.deleted or (each.table, each.key) not in deleted}
    found: list[Gone] = []
    for relation in sorted({each.table for each in last.values()}):
        found += _of_table(connection, compiled, relation, [each for each in last.values() if each.table == relation])
    return tuple(found)


def _of_table(
    connection: psycopg.Connection[Any], compiled: Compiled, relation: Relation, gone: Sequence[Gone]
) -> list[Gone]:
    table = compiled.mapped.tables[relation]
    cells = sorted({column for each in gone for column in each.cells})
    known = ("erasure left", relation, tuple(cells))
    if known not in compiled.once:
        text = _query(table, cells, compiled.policy.time_zone).as_bytes(None)
        compiled.once[known] = text.replace(b"%", b"%%").replace(b"%%(keys)s", b"%(keys)s")
    asked = {"keys": Jsonb([[str(part) for part in each.key] for each in gone])}
    rows = connection.execute(compiled.once[known], asked).fetchall()
    by_place: dict[int, str] = dict(rows)
    return [each for place, each in enumerate(gone) if place in by_place and _remains(each, cells, by_place[place])]


def _query(table: MappedTable, cells: Sequence[str], zone: str) -> sql.Composed:
    """The planned rows that are there, by their place in the plan, and of these cells a letter: 1 if it is erased."""
    primary = table.table.primary_key
    types = [column.type for name in primary if (column := table.table.column(name))]
    same = sql.SQL(" and ").join(
        sql.SQL("{} = (k.key ->> {})::{}").format(_T.column(name), sql.Literal(count), sql.SQL(kind))
        for count, (name, kind) in enumerate(zip(primary, types, strict=True))
    )
    letters = [
        sql.SQL("case when {} then '1' else '0' end").format(is_erased(table, table.columns[name], _T, zone))
        for name in cells
    ]
    return sql.SQL(
        "select k.place::int - 1, {} from pg_catalog.jsonb_array_elements({}::jsonb) with ordinality as k (key, place)"
        " join {} as t on {}"
    ).format(
        sql.SQL("concat({})").format(sql.SQL(", ").join(letters)) if letters else sql.SQL("''"),
        sql.Placeholder("keys"), qualified(table.relation), same,
    )  # fmt: skip


def _remains(gone: Gone, cells: Sequence[str], letters: str) -> bool:
    return gone.deleted or any(letters[cells.index(column)] == "0" for column in gone.cells)
