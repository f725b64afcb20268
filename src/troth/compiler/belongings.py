"""Which rows are one person's: found from the person down the paths of owners, so by index, never by reading all.

Row policies go the other way, from a row up to its people (see rows.py). Here one person is at hand, and the work must
not grow with the number of the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from psycopg import sql

from troth.compiler.rows import Row, both, equal, qualified, starting
from troth.mapped.model import Mapped, MappedTable, Owner

WHOSE = "troth whose"
"""The column that tells which owners of a row the person is: a sum of powers of two, see `bit`."""


MINE = Row("troth mine")
"""What joined() joins."""


def key_column(count: int) -> str:
    """The column of a query of Belongings that holds one part of a row's primary key, counted from 1."""
    return f"troth key {count}"


def bit(table: MappedTable, owner: str) -> int:
    """The power of two that stands for an owner of a table."""
    return 1 << list(table.owners).index(owner)


def bits(table: MappedTable, owners: Sequence[str]) -> int:
    """The sum of the powers of two of some owners."""
    return sum(bit(table, owner) for owner in owners)


@dataclass(frozen=True)
class Belongings:
    """The rows of one person in the tables of one mapped database."""

    mapped: Mapped

    def owners(self, table: MappedTable, kind: str) -> tuple[Owner, ...]:
        """The owners of a table that people of a kind can be."""
        return tuple(owner for owner in table.owners.values() if owner.kind == kind)

    def tables(self, kind: str) -> tuple[MappedTable, ...]:
        """The tables in which people of a kind can have rows; their own comes first."""
        found = [table for table in self.mapped.tables.values() if self.owners(table, kind)]
        return tuple(sorted(found, key=lambda table: table.subject != kind))

    def of(self, table: MappedTable, kind: str, key: Sequence[sql.Composable]) -> sql.Composed:
        """A query for the primary keys of the person's rows, each once, and for which owners the person is.

        `key` is the person's key, an expression for each of its columns, of their types.
        """
        found = [self._of_owner(table, owner, key) for owner in self.owners(table, kind)]
        names = sql.SQL(", ").join(sql.Identifier(key_column(count + 1)) for count in range(len(self._key(table))))
        return sql.SQL("select {0}, bit_or({1}) as {1} from ({2}) as s group by {0}").format(
            names, sql.Identifier(WHOSE), sql.SQL(" union all ").join(found)
        )

    def at_once(self, table: MappedTable, kind: str, key: Sequence[sql.Composable], row: Row) -> sql.Composable | None:
        """A condition over a row at hand that says the same, if no other table needs to be looked at."""
        (owner, *more) = self.owners(table, kind)
        if more or len(owner.way) > 1 or (owner.way and self.mapped.whens(owner.way[0])):
            return None
        return equal(row.columns(owner.links or self._key(table)), key)

    def joined(self, table: MappedTable, kind: str, key: Sequence[sql.Composable], row: Row) -> sql.Composed:
        """What narrows a table to the person's rows: a join, known as MINE, that tells which owners the person is.

        Where the row itself says whose it is, it is not looked up a second time by its own key.
        """
        at_once = self.at_once(table, kind, key, row)
        if at_once is not None:
            (owner,) = self.owners(table, kind)
            whose = sql.SQL("select {}::bigint as {}").format(
                sql.Literal(bit(table, owner.name)), sql.Identifier(WHOSE)
            )
            return sql.SQL("join ({}) as {} on {}").format(whose, sql.Identifier(MINE.alias), at_once)
        mine = [MINE.column(key_column(count)) for count, _ in enumerate(self._key(table), start=1)]
        return sql.SQL("join ({}) as {} on {}").format(
            self.of(table, kind, key), sql.Identifier(MINE.alias), equal(row.columns(self._key(table)), mine)
        )

    def _key(self, table: MappedTable) -> tuple[str, ...]:
        return table.table.primary_key

    def _of_owner(self, table: MappedTable, owner: Owner, key: Sequence[sql.Composable]) -> sql.Composed:
        rows = [Row(f"b{count}") for count in range(max(len(owner.way), 1))]
        sources = [starting(self.mapped, hop, row) for hop, row in zip(owner.way, rows, strict=False)]
        if not owner.way:
            sources = [sql.SQL("{} as {}").format(qualified(table.relation), sql.Identifier(rows[0].alias))]
        joins = [
            equal(here.columns(hop.columns), there.columns(hop.target_columns))
            for hop, here, there in zip(owner.way, rows, rows[1:], strict=False)
        ]
        last = owner.way[-1].columns if owner.way else self._key(table)
        named = [
            sql.SQL("{} as {}").format(rows[0].column(name), sql.Identifier(key_column(count)))
            for count, name in enumerate(self._key(table), start=1)
        ]
        whose = sql.SQL("{}::bigint as {}").format(sql.Literal(bit(table, owner.name)), sql.Identifier(WHOSE))
        return sql.SQL("select {}, {} from {} where {}").format(
            sql.SQL(", ").join(named),
            whose,
            sql.SQL(", ").join(sources),
            both([*joins, equal(rows[-1].columns(last), key)]),
        )
