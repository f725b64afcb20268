"""How many people lie within reach, by kind of person and category: as it is now, through the windows and without."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from psycopg import sql

from troth.compiler.rows import Row, Rows, both, either, equal, qualified
from troth.mapped.model import MappedTable, Owner
from troth.postgres.statements import statement
from troth.verify.breaches.reach import Reach, Sight
from troth.verify.look import Look

EVERYONE = ""
"""In place of a category: all of them together, each person once."""


@dataclass(frozen=True, kw_only=True)
class Count:
    """How many people of a kind have data of a category within reach.

    `seen`: could be read at this moment; `held`: have such data there at all, so that it could have been read at some
    moment between. Without a category: people, each counted once.
    """

    kind: str
    category: str
    seen: int
    held: int


def count_people(look: Look, reach: Reach) -> tuple[Count, ...]:
    """The counts of everyone within reach, those of whole kinds first."""
    found = []
    for kind in look.compiled.mapped.kinds():
        seen, held = (_counted(look, reach, kind, now=now) for now in (True, False))
        for category in sorted(held):
            found.append(Count(kind=kind, category=category, seen=seen.get(category, 0), held=held[category]))
    return tuple(found)


def _counted(look: Look, reach: Reach, kind: str, *, now: bool) -> dict[str, int]:
    parts = [part for sight in reach.sights for part in _parts(look, sight, kind, now=now)]
    if not parts:
        return {}
    query = statement("breach people").format(people=sql.SQL(" union all ").join(parts))
    return {category or EVERYONE: count for category, count in look.connection.execute(query).fetchall() if count}


def _parts(look: Look, sight: Sight, kind: str, *, now: bool) -> Iterator[sql.Composable]:
    """A query for each owner and category of what is in sight: the category, and whose it is."""
    for owner in sight.table.owners.values():
        if owner.kind == kind:
            for category, columns in _by_category(sight, owner).items():
                yield _people(look, sight, owner, category=category, columns=columns, now=now)


def _by_category(sight: Sight, owner: Owner) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name in sorted(sight.columns):
        column = sight.table.columns[name]
        if column.category and owner.name in column.owners:
            found.setdefault(column.category, []).append(name)
    return found


def _people(
    look: Look, sight: Sight, owner: Owner, *, category: str, columns: Sequence[str], now: bool
) -> sql.Composable:
    row, rows = Row("r"), Rows(look.compiled.mapped)
    someone = rows.person(row, owner)
    filled = either([sql.SQL("{} is not null").format(row.column(name)) for name in columns])
    somebody = [sql.SQL("{} is not null").format(part) for part in someone.end]
    visible = [_visible(sight, row, columns)] if now and sight.view else []
    return sql.SQL("select {}, jsonb_build_array({}) from {} where {}").format(
        sql.Literal(category),
        sql.SQL(", ").join(someone.end),
        sql.SQL(", ").join([_source(rows, sight.table, owner), *someone.tables]),
        both([*someone.joins, *somebody, filled, *visible]),
    )


def _source(rows: Rows, table: MappedTable, owner: Owner) -> sql.Composable:
    """The rows of a table in which an owner counts. The condition names bare columns, so it stands alone."""
    counts = rows.counts(owner.way[0]) if owner.way else sql.SQL("true")
    return sql.SQL("(select * from {} where {}) as r").format(qualified(table.relation), counts)


def _visible(sight: Sight, row: Row, columns: Sequence[str]) -> sql.Composable:
    """Whether one of these cells of a row is seen. A window can show a row, and hide a cell of it."""
    assert sight.view is not None
    key, seen = sight.table.table.primary_key, Row("v")
    shown = either([sql.SQL("{} is not null").format(seen.column(name)) for name in columns])
    same = both([equal(seen.columns(key), row.columns(key)), shown])
    return sql.SQL("exists (select from {} as v where {})").format(qualified(sight.view), same)
