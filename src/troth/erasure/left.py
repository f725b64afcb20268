"""Reading back after an erasure: is anything still there that was to go? Asked of the tables, row by row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
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
    if not gone:
        return ()
    looks = [_Look(table, tuple(each for each in gone if each.table == table)) for table in _tables(gone)]
    known = ("erasure left", tuple((look.table, look.cells) for look in looks))
    if known not in compiled.once:
        compiled.once[known] = _text(_query(compiled, looks))
    asked = {
        f"keys_{n}": Jsonb([[str(part) for part in each.key] for each in look.gone]) for n, look in enumerate(looks)
    }
    rows = connection.execute(compiled.once[known], asked, prepare=True).fetchall()
    return tuple(looks[number].gone[place] for number, place, letters in rows if looks[number].remains(place, letters))


def _tables(gone: Sequence[Gone]) -> list[Relation]:
    return sorted({each.table for each in gone})


@dataclass(frozen=True)
class _Look:
    """What was to go of one table."""

    table: Relation
    gone: tuple[Gone, ...]

    @cached_property
    def cells(self) -> tuple[str, ...]:
        return tuple(sorted({column for each in self.gone for column in each.cells}))

    @property
    def keys(self) -> Jsonb:
        return Jsonb([[str(part) for part in each.key] for each in self.gone])

    def remains(self, place: int, letters: str) -> bool:
        """Whether something of what was to go is still said by a row that is there."""
        each = self.gone[place]
        return each.deleted or any(letters[self.cells.index(column)] == "0" for column in each.cells)


def _query(compiled: Compiled, looks: Sequence[_Look]) -> sql.Composed:
    """The planned rows that are there, by their place in the plan, and of each cell a letter: 1 if it is erased."""
    zone = compiled.policy.time_zone
    parts = [
        _of_table(compiled.mapped.tables[look.table], look.cells, zone, number) for number, look in enumerate(looks)
    ]
    return sql.SQL(" union all ").join(parts)


def _of_table(table: MappedTable, cells: Sequence[str], zone: str, number: int) -> sql.Composed:
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
        "select {}::int, k.place::int - 1, {}"
        " from pg_catalog.jsonb_array_elements({}::jsonb) with ordinality as k (key, place) join {} as t on {}"
    ).format(
        sql.Literal(number),
        sql.SQL("concat({})").format(sql.SQL(", ").join(letters)) if letters else sql.SQL("''"),
        sql.Placeholder(f"keys_{number}"), qualified(table.relation), same,
    )  # fmt: skip


def _text(query: sql.Composable) -> bytes:
    """A statement in which every percent sign that is no parameter's is written twice."""
    return query.as_bytes(None).replace(b"%", b"%%").replace(b"%%(keys_", b"%(keys_")
