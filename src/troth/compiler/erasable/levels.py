"""What a level of precision makes of a cell, and what becomes of cells that are needed less precisely than they are."""

from __future__ import annotations

from collections.abc import Iterator

from psycopg import sql

from troth.compiler.erasable.erased_values import cut
from troth.compiler.erasable.fates import Fate
from troth.compiler.rows import Row
from troth.mapped.model import MappedColumn
from troth.policy.model import Policy
from troth.postgres.catalogue import Column

TYPES = {
    "network": ("inet", "cidr"),
    "month": ("date", "timestamp with time zone", "timestamp without time zone"),
    "year": ("date", "timestamp with time zone", "timestamp without time zone"),
    "area": ("numeric", "real", "double precision"),
    "prefix": ("text", "character varying", "character"),
}
"""The types of columns that can be seen at each level."""

_NETWORK = (
    "pg_catalog.network(pg_catalog.set_masklen({0}::inet, least(pg_catalog.masklen({0}::inet),"
    " case pg_catalog.family({0}::inet) when 4 then 24 else 48 end)))"
)


def fits(column: Column, level: str) -> bool:
    """Whether a column can be seen at a level."""
    return column.base_type.split("(")[0] in TYPES[level]


def at_level(column: Column, level: str, row: Row, zone: str) -> sql.Composable:
    """What is seen of a cell at a level. Seen so twice, it is the same."""
    cell = row.column(column.name)
    match level:
        case "network":
            value: sql.Composable = sql.SQL(_NETWORK).format(cell)
        case "area":
            value = sql.SQL("pg_catalog.round({}::numeric, 1)").format(cell)
        case "prefix":
            value = sql.SQL("pg_catalog.left({}::text, 3)").format(cell)
        case _:
            value = cut(cell, level, column.base_type, zone)
    return sql.SQL("({})::{}").format(value, sql.SQL(column.type))


def coarser(column: MappedColumn, level: str, row: Row, zone: str) -> sql.Composable:
    """Whether a cell says more than it does at a level."""
    made = at_level(column.column, level, row, zone)
    return sql.SQL("({} is distinct from {})").format(row.column(column.name), made)


def letter_of(place: int) -> str:
    """The letter for a cell of which only a level is needed, by the level's place: 1 is for a cell that goes."""
    return str(place + 2)


def levels_of(policy: Policy, column: MappedColumn) -> tuple[str, ...]:
    """The levels to which cells of a column can be brought."""
    return policy.levels_kept(column.category) if column.category else ()


def brought_down(policy: Policy, fate: Fate, letters: str) -> Iterator[tuple[MappedColumn, str]]:
    """The cells that are brought to a level, by the letters of a row."""
    for column, letter in zip(fate.erasable, letters, strict=True):
        if letter.isdigit() and letter > "1":
            yield column, levels_of(policy, column)[int(letter) - 2]
