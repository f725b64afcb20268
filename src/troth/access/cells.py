"""Which cells of a row a person is given, as SQL: their own and the shared ones, and no other person's key.

Keys of other people never leave the database: where one stands, the row says which part that person has in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from psycopg import sql

from troth.access.copy import ColumnTold
from troth.compiler.belongings import WHOSE, Belongings, bit, bits
from troth.compiler.rows import FALSE, TRUE, Row, both, equal
from troth.mapped.model import Hop, Mapped, MappedColumn, MappedTable, Owner
from troth.subjects.keys import key_columns

ROW = Row("r")

_EXACT = ("numeric", "money")
"""Types whose values a JSON number would round."""


@dataclass(frozen=True)
class Cells:
    """The cells of one table for one kind of person."""

    mapped: Mapped
    table: MappedTable
    kind: str

    @cached_property
    def key(self) -> list[sql.Composable]:
        """The person's key."""
        return key_columns(self.mapped, self.kind).parameters()

    @cached_property
    def owners(self) -> tuple[Owner, ...]:
        """The owners of the table that the person can be."""
        return Belongings(self.mapped).owners(self.table, self.kind)

    @cached_property
    def direct(self) -> sql.Composable | None:
        """How the person's rows are known without looking elsewhere, if they are."""
        return Belongings(self.mapped).at_once(self.table, self.kind, self.key, ROW)

    @property
    def whose(self) -> sql.Composable:
        """Which owners the person is, as a sum of powers of two."""
        if self.direct is not None:
            return sql.SQL("{}::bigint").format(sql.Literal(bit(self.table, self.owners[0].name)))
        return sql.Identifier("w", WHOSE)

    def is_one_of(self, mask: int) -> sql.Composable:
        """The person is one of these owners of the row."""
        if self.direct is not None:
            return TRUE if mask & bit(self.table, self.owners[0].name) else FALSE
        return sql.SQL("{} & {} <> 0").format(self.whose, sql.Literal(mask))

    # -- what a column is --------------------------------------------------------------------------------------------

    def told(self, column: MappedColumn) -> ColumnTold:
        """What the person is told about a column."""
        if column.category is not None:
            return ColumnTold.model_validate({
                "column": column.name,
                "holds": "data",
                "category": column.category,
                "source": column.provided_by,
                "of": column.owners if len(column.owners) > 1 else (),
            })  # fmt: skip
        if column.name in self.table.table.primary_key:
            return ColumnTold(column=column.name, holds="key")
        return ColumnTold(column=column.name, holds="link" if column.name in self.table.links else "plain")

    def mask(self, column: MappedColumn) -> int:
        """Cells of categories are shown to their owners alone; keys, links and plain columns (0) always."""
        return bits(self.table, column.owners) if column.category is not None else 0

    # -- what a cell is ----------------------------------------------------------------------------------------------

    def row(self, columns: Sequence[MappedColumn]) -> sql.Composed:
        """Some cells of a row as one JSON object, in this order."""
        shown = [sql.SQL("{} as {}").format(self.cell(one), sql.Identifier(one.name)) for one in columns]
        query = "(select pg_catalog.row_to_json(c) from (select {}) as c)"
        return sql.SQL(query).format(sql.SQL(", ").join(shown))

    def cell(self, column: MappedColumn) -> sql.Composable:
        """The value as the person is given it."""
        stored = ROW.column(column.name)
        value: sql.Composable = stored
        if column.column.base_type in _EXACT:
            value = sql.SQL("{}::text").format(stored)
        mine, part = self.mine(column), self.part(column)
        if mine is TRUE:
            return value
        instead: sql.Composable = sql.SQL("null")
        if part is not None:
            value = sql.SQL("pg_catalog.to_json({})").format(value)
            instead = sql.SQL("pg_catalog.to_json({}::text)").format(sql.Literal(part))
        query = "case when {} is null then null when {} then {} else {} end"
        return sql.SQL(query).format(stored, mine, value, instead)

    def mine(self, column: MappedColumn) -> sql.Composable:
        """The cell may be given to the person as it stands."""
        parts = [self.is_one_of(mask)] if (mask := self.mask(column)) else []
        if leads := [owner.name for owner in self.leads(column)]:
            parts.append(self.is_one_of(bits(self.table, leads)))
        parts += [self.to_me(hop) for hop in self.to_others(column)]
        return both(parts)

    def leads(self, column: MappedColumn) -> tuple[Owner, ...]:
        """The owners to whom this column is the way. A key names no person where a row lies between."""
        bare = column.category is None and column.name not in self.table.table.primary_key
        owners = (owner for owner in self.table.owners.values() if column.name in owner.links)
        return tuple(owner for owner in owners if bare or self.is_person(owner.way[0]))

    def to_others(self, column: MappedColumn) -> tuple[Hop, ...]:
        """The references from this column to people's own rows that are no owner's."""
        owned = {owner.way[0] for owner in self.table.owners.values() if owner.way}
        hops = self.mapped.hops[self.table.relation]
        return tuple(hop for hop in hops if column.name in hop.columns and hop not in owned and self.is_person(hop))

    def is_person(self, hop: Hop) -> bool:
        """Whether a reference leads to a person's own row."""
        there = self.mapped.tables.get(hop.target)
        return there is not None and there.subject is not None

    def to_me(self, hop: Hop) -> sql.Composable:
        """A reference to a person is one to this person."""
        there = self.mapped.tables[hop.target]
        if there.subject != self.kind or set(hop.target_columns) != set(there.table.primary_key):
            return FALSE
        key = dict(zip(there.table.primary_key, self.key, strict=True))
        return equal(ROW.columns(hop.columns), [key[name] for name in hop.target_columns])

    def part(self, column: MappedColumn) -> str | None:
        """The word that stands where another's key would: their part in the row, or else what kind of person it is."""
        said = [owner.name for owner in self.leads(column)]
        for hop in self.to_others(column):
            kind = self.mapped.tables[hop.target].subject
            article = "another" if kind == self.kind else "an" if (kind or "")[:1] in "aeiou" else "a"
            said.append(f"{article} {kind}")
        return " or ".join(said) or None
