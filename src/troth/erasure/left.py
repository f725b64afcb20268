"""Reading back after an erasure: is anything still there that was to go? Asked of the tables themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import psycopg
from psycopg import sql

from troth.compiler.build import Compiled
from troth.compiler.erasable.erased_values import erasable, is_erased
from troth.compiler.erasable.levels import coarser, letter_of, levels_of
from troth.compiler.rows import Row, either, qualified
from troth.mapped.model import MappedColumn, MappedTable
from troth.policy.model import Policy
from troth.postgres.catalogue import Relation
from troth.postgres.later import Later
from troth.postgres.numbered import Numbered
from troth.retention.decision import Gone

_T = Row("t")


def left_over(connection: psycopg.Connection[Any], compiled: Compiled, gone: Sequence[Gone]) -> Later[tuple[Gone, ...]]:
    """Of what was to go, the rows that are there and those of which a cell still says something."""
    if not gone:
        return tuple
    touched = tuple(sorted({each.table for each in gone}))
    known = ("erasure left", touched)
    if known not in compiled.once:
        compiled.once[known] = Numbered.of(_query(compiled, touched))
    asked = {f"rows_{n}": _asked(compiled, compiled.mapped.tables[table], gone) for n, table in enumerate(touched)}
    query: Numbered = compiled.once[known]
    answer = query.run(connection, asked, prepare=True)

    def read() -> tuple[Gone, ...]:
        found = {(touched[number], row) for number, row in answer.fetchall()}
        return tuple(each for each in gone if any((each.table, row) in found for row in each.rows)) if found else ()

    return read


def _asked(compiled: Compiled, table: MappedTable, gone: Sequence[Gone]) -> str:
    """The rows of a table of which something was to go, as JSON: the key, and a letter for each cell that can be
    erased, 1 if it was to be, more if it was to be brought to a level; no letters for a row that was to go whole."""
    pairs = []
    for each in (each for each in gone if each.table == table.relation):
        down = {f"{c.name} as {level}": (c.name, n) for c, n, level in _levels(compiled.policy, table)}
        letter = dict.fromkeys(each.cells, "1") | {down[name][0]: letter_of(down[name][1]) for name in each.coarser}
        letters = "" if each.deleted else "".join(letter.get(column, "0") for column in _cells(table))
        pairs += [f'[{row},"{letters}"]' for row in each.rows]
    return f"[{','.join(pairs)}]"


def _query(compiled: Compiled, tables: Sequence[Relation]) -> sql.Composed:
    """The rows of which something is left: the place of their table, and their key."""
    parts = [_of_table(compiled.mapped.tables[table], compiled.policy, number) for number, table in enumerate(tables)]
    return sql.SQL(" union all ").join(parts)


def _of_table(table: MappedTable, policy: Policy, number: int) -> sql.Composed:
    primary, zone = table.table.primary_key, policy.time_zone
    types = [column.type for name in primary if (column := table.table.column(name))]
    same = sql.SQL(" and ").join(
        sql.SQL("{} = (k.said -> 0 ->> {})::{}").format(_T.column(name), sql.Literal(count), sql.SQL(kind))
        for count, (name, kind) in enumerate(zip(primary, types, strict=True))
    )
    left = [sql.SQL("k.said ->> 1 = ''")] + [
        sql.SQL("substr(k.said ->> 1, {}, 1) = '1' and not {}").format(
            sql.Literal(place), is_erased(table, column, _T, zone)
        )
        for place, column in enumerate(_cells(table).values(), start=1)
    ]
    left += [
        sql.SQL("substr(k.said ->> 1, {}, 1) = {} and {}").format(
            sql.Literal(list(_cells(table)).index(column.name) + 1), sql.Literal(letter_of(n)),
            coarser(column, level, _T, zone),
        )
        for column, n, level in _levels(policy, table)
    ]  # fmt: skip
    return sql.SQL(
        "select {}::int, (k.said -> 0)::text"
        " from pg_catalog.jsonb_array_elements({}::jsonb) as k (said) join {} as t on {} where {}"
    ).format(
        sql.Literal(number), sql.Placeholder(f"rows_{number}"), qualified(table.relation), same, either(left),
    )  # fmt: skip


def _cells(table: MappedTable) -> Mapping[str, MappedColumn]:
    """The columns of a table of which a cell can be erased while its row stays."""
    wanted = (column for column in table.columns.values() if column.category or column.name in table.links)
    return {column.name: column for column in wanted if erasable(table, column)}


def _levels(policy: Policy, table: MappedTable) -> list[tuple[MappedColumn, int, str]]:
    """The columns whose cells can be brought to a level, with each level and its place."""
    return [
        (column, n, level) for column in _cells(table).values() for n, level in enumerate(levels_of(policy, column))
    ]
