"""How one row looks at others: the joins between a row, its people and the rows its events happen to.

Row policies never look at the company's tables themselves, only at look-outs (keys, links and times) and at standing:
otherwise what they look at would be filtered in turn.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from psycopg import sql

from troth.compiler.names import look_out, when_column
from troth.mapped.model import Hop, Mapped, Owner, Way
from troth.mapped.ways import Reach, Route
from troth.postgres.catalogue import Relation

TRUE = sql.SQL("true")
FALSE = sql.SQL("false")


@dataclass(frozen=True)
class Row:
    """A row that an expression speaks of, by the name it has there. `looked`: it is seen through its look-out."""

    alias: str
    looked: bool = False

    def column(self, name: str) -> sql.Composable:
        return sql.Identifier(self.alias, name)

    def columns(self, names: Sequence[str]) -> list[sql.Composable]:
        return [self.column(name) for name in names]


def raw(condition: str) -> sql.Composable:
    """An SQL condition that the company's own engineers wrote in the data map, in brackets."""
    return sql.SQL("({})").format(sql.SQL(condition))


def qualified(relation: Relation) -> sql.Identifier:
    return sql.Identifier(relation.schema, relation.name)


def both(parts: Sequence[sql.Composable]) -> sql.Composable:
    """All of the conditions."""
    kept = [part for part in parts if part is not TRUE]
    if any(part is FALSE for part in kept):
        return FALSE
    if len(kept) < 2:
        return kept[0] if kept else TRUE
    return sql.SQL("({})").format(sql.SQL(" and ").join(kept))


def either(parts: Sequence[sql.Composable]) -> sql.Composable:
    """Any of the conditions."""
    kept = [part for part in parts if part is not FALSE]
    if any(part is TRUE for part in kept):
        return TRUE
    if len(kept) < 2:
        return kept[0] if kept else FALSE
    return sql.SQL("({})").format(sql.SQL(" or ").join(kept))


def equal(left: Sequence[sql.Composable], right: Sequence[sql.Composable]) -> sql.Composable:
    pairs = [sql.SQL("{} = {}").format(a, b) for a, b in zip(left, right, strict=True)]
    return sql.SQL(" and ").join(pairs)


def exists(
    tables: Sequence[sql.Composable], where: Sequence[sql.Composable], *, by_row: bool = False
) -> sql.Composable:
    """There is such a row. `by_row`: PostgreSQL looks it up for each row at hand, and never hashes whole tables first.

    Hashing pays only for whoever reads everything; a page of twenty rows under a million consents would wait for it.
    """
    # A limit would be optimised away; an offset, even of nothing, keeps the look-up as it is written.
    query = "exists (select from {} where {} offset 0)" if by_row else "exists (select from {} where {})"
    return sql.SQL(query).format(sql.SQL(", ").join(tables), sql.SQL(" and ").join(where))


def no_such(
    tables: Sequence[sql.Composable], where: Sequence[sql.Composable], *, by_row: bool = False
) -> sql.Composable:
    return sql.SQL("not {}").format(exists(tables, where, by_row=by_row))


def with_more(rows: sql.Composable, row: Row, says: Mapping[str, sql.Composable]) -> sql.Composable:
    """A query of rows, known as `row`, with more columns. Each is worked out once for a row, wherever it is named: the
    offset, of nothing, sees to that."""
    if not says:
        return rows
    shown = (sql.SQL("{} as {}").format(part, sql.Identifier(column)) for column, part in says.items())
    alias = sql.Identifier(row.alias)
    return sql.SQL("select {}.*, {} from ({}) as {} offset 0").format(alias, sql.SQL(", ").join(shown), rows, alias)


@dataclass(frozen=True)
class Climb:
    """A way followed from a row: the look-outs it needs, what joins them, and the columns that name its end."""

    tables: tuple[sql.Composable, ...]
    joins: tuple[sql.Composable, ...]
    end: tuple[sql.Composable, ...]
    """The columns of the last row before the end that refer to the end, in the order of `target`."""
    target: tuple[str, ...]


@dataclass(frozen=True)
class Rows:
    """How rows are joined in one mapped database. `by_row`: see `exists`."""

    mapped: Mapped
    by_row: bool = False

    def climb(self, row: Row, way: Way, letter: str) -> Climb:
        """Follow a way from a row, without fetching the row at its end (its key is known one step before).

        Whether the first hop counts is not asked: see `counts`.
        """
        tables: list[sql.Composable] = []
        joins: list[sql.Composable] = []
        here = row
        for count, hop in enumerate(way[:-1], start=1):
            there = Row(f"_{letter}{count}")
            tables.append(named(hop.target, there))
            joins.append(equal(there.columns(hop.target_columns), here.columns(hop.columns)))
            joins += self.counts_there(there, way[count])
            here = there
        last = way[-1]
        return Climb(tuple(tables), tuple(joins), tuple(here.columns(last.columns)), last.target_columns)

    def counts_there(self, there: Row, hop: Hop) -> list[sql.Composable]:
        """The `when` of a hop, where the row it starts from is seen through its look-out."""
        whens = self.mapped.whens(hop)
        return [either([there.column(when_column(owner.name)) for owner in whens])] if whens else []

    def counts(self, hop: Hop, row: Row | None = None) -> sql.Composable:
        """The `when` of a hop that starts from the row at hand.

        Never inside a sub-select, where it names bare columns, but of a row that is seen through its look-out.
        """
        if row is not None and row.looked:
            return both(self.counts_there(row, hop))
        whens = self.mapped.whens(hop)
        return (
            either([sql.SQL("({} is true)").format(raw(owner.when or "false")) for owner in whens]) if whens else TRUE
        )

    def person(self, row: Row, owner: Owner) -> Climb:
        """The key of the person a row's owner is, with the look-outs on the way to it."""
        if owner.way:
            return self.climb(row, owner.way, "p")
        key = self.mapped.subject_table(owner.kind).table.primary_key
        return Climb((), (), tuple(row.columns(key)), key)

    def related(
        self, reach: Reach, row: Row, key: Sequence[str], says: Callable[[Row], sql.Composable]
    ) -> sql.Composable:
        """Whether one of the rows related to a row is as `says` demands of it. `key` is the row's primary key."""
        return either([self._by(route, reach.to, row, key, says) for route in reach.routes])

    def _by(
        self, route: Route, to: Relation, row: Row, key: Sequence[str], says: Callable[[Row], sql.Composable]
    ) -> sql.Composable:
        other, tables, conditions = self.joined(route, to, row, key)
        found = exists(tables, [*conditions, says(other)], by_row=self.by_row)
        return both([self.counts(route.up[0], row), found]) if route.up else found

    def joined(
        self, route: Route, to: Relation, row: Row, key: Sequence[str], name: str = "_h"
    ) -> tuple[Row, list[sql.Composable], list[sql.Composable]]:
        """The related rows of one route: as `name`, the look-outs to join, and what joins them to the row."""
        other = Row(name, looked=True)
        tables = [named(to, other)]
        conditions: list[sql.Composable] = []
        up = self.climb(row, route.up, "u") if route.up else None
        down = self.climb(other, route.down, "d") if route.down else None
        for part in (up, down):
            if part is not None:
                tables += part.tables
                conditions += part.joins
        conditions += self.counts_there(other, route.down[0]) if route.down else []
        return other, tables, [*_meet(row, other, key, up, down), *conditions]


def starting(
    mapped: Mapped, hop: Hop, row: Row, where: sql.Composable = TRUE, columns: Sequence[str] = ()
) -> sql.Composable:
    """The table that a hop starts from, as `row`: where a `when` decides whether it counts, the rows in which it does.

    Conditions name bare columns, so they stand where no other table is in sight. `columns` are those that are asked
    for, for whom may not read the others.
    """
    whens = [sql.SQL("({} is true)").format(raw(owner.when or "false")) for owner in mapped.whens(hop)]
    met = both([where, *([either(whens)] if whens else [])])
    if met is TRUE:
        return sql.SQL("{} as {}").format(qualified(hop.source), sql.Identifier(row.alias))
    shown = sql.SQL(", ").join(map(sql.Identifier, columns)) if columns else sql.SQL("*")
    return sql.SQL("(select {} from {} where {}) as {}").format(
        shown, qualified(hop.source), met, sql.Identifier(row.alias)
    )


def named(relation: Relation, row: Row) -> sql.Composable:
    """The look-out of a table under an alias."""
    return sql.SQL("{} as {}").format(qualified(look_out(relation)), sql.Identifier(row.alias))


def _meet(row: Row, other: Row, key: Sequence[str], up: Climb | None, down: Climb | None) -> list[sql.Composable]:
    """The condition that both ways meet in the same row."""
    if up is not None and down is not None:
        pairs = dict(zip(down.target, down.end, strict=True))
        return [equal([pairs[name] for name in up.target], up.end)]
    if up is not None:
        return [equal(other.columns(up.target), up.end)]
    if down is not None:
        return [equal(down.end, row.columns(down.target))]
    return [equal(other.columns(key), row.columns(key))]
