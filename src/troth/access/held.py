"""What of one table a person is given: their rows, found by index, with the day until which each purpose keeps them.

One statement for each table. The rules are those of docs/explanation/meaning.md, "What is held about a person".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from psycopg import sql

from troth.access.cells import ROW, Cells
from troth.access.copy import ColumnTold
from troth.compiler.belongings import Belongings, bit, key_column
from troth.compiler.build import Compiled
from troth.compiler.live.live import Live
from troth.compiler.rows import both, equal, qualified
from troth.explain.ends import Ends
from troth.mapped.model import MappedColumn, MappedTable, Owner
from troth.policy.model import Basis
from troth.postgres.numbered import Numbered

FIRST = 500
"""How many rows of a table come with the first message: a person with more is read in pieces."""

PORTABLE = ("person", "observed")
"""What a person provided, knowingly or by use (Art. 20 GDPR)."""


@dataclass(frozen=True, kw_only=True)
class Liveness:
    """A mark of a portable row: whether a purpose is live for one owner, of whom it uses these categories there."""

    purpose: str
    uses: frozenset[str]
    owner: int
    """As a power of two."""


@dataclass(frozen=True, kw_only=True)
class TableQuery:
    """How one table is read for a person of one kind, and how a row of it is to be understood."""

    table: MappedTable
    columns: tuple[ColumnTold, ...]
    masks: tuple[int, ...]
    """For each column the owners one of whom the person has to be for it to be shown; 0: always."""
    keepers: tuple[str, ...]
    """The marks of a row: purposes, for which it says until when they keep it."""
    live: tuple[Liveness, ...]
    """The marks of a row of a portable copy."""
    rows: Numbered
    """All rows; the parameters are key_1, key_2, ... It gives whose the row is, the marks, and the cells."""
    first: Numbered
    """The first of them, and one more to tell that there are others."""

    @property
    def name(self) -> str:
        return str(self.table.relation)

    def only_others(self, whose: int) -> tuple[str, ...]:
        """The columns of a row that are only another person's, by whose the row is."""
        pairs = zip(self.columns, self.masks, strict=True)
        return tuple(column.column for column, mask in pairs if mask and not mask & whose)


def table_queries(compiled: Compiled, kind: str, *, portable: bool = False) -> tuple[TableQuery, ...]:
    """One for each table in which people of this kind can have rows; for a portable copy, portable ones."""
    tables = Belongings(compiled.mapped).tables(kind)
    if portable:
        found = (_Portable(compiled, table, kind) for table in tables)
        return tuple(held.query() for held in found if held.provided)
    return tuple(_Held(compiled, table, kind).query() for table in tables)


@dataclass(frozen=True)
class _Read:
    """One table, read for one kind of person."""

    compiled: Compiled
    table: MappedTable
    kind: str

    @cached_property
    def cells(self) -> Cells:
        return Cells(self.compiled.mapped, self.table, self.kind)

    @cached_property
    def live(self) -> Live:
        """One person has few rows: each is looked up, and no table of standing is read whole."""
        return Live(self.compiled.policy, self.compiled.mapped, by_row=True)

    def made(
        self, columns: list[MappedColumn], marks: list[sql.Composable], *, keepers: tuple[str, ...] = (),
        live: tuple[Liveness, ...] = (),
    ) -> TableQuery:  # fmt: skip
        rows = self.select([self.cells.whose, *marks, self.cells.row(columns)])
        return TableQuery(
            table=self.table,
            columns=tuple(self.cells.told(column) for column in columns),
            masks=tuple(self.cells.mask(column) for column in columns),
            keepers=keepers,
            live=live,
            rows=Numbered.of(rows),
            first=Numbered.of(sql.SQL("{} limit {}").format(rows, sql.Literal(FIRST + 1))),
        )

    def select(self, shown: list[sql.Composable]) -> sql.Composed:
        """The rows of the person in the order of their keys. Bare names of conditions mean columns of the table."""
        keys = ROW.columns(self.table.table.primary_key)
        return sql.SQL("select {} from {} order by {}").format(
            sql.SQL(", ").join(shown), self.source(keys), sql.SQL(", ").join(keys)
        )

    def source(self, keys: Sequence[sql.Composable]) -> sql.Composed:
        """The person's rows, found before they are put in order: who asks for the first of many in the order of their
        keys may be given them by the index of those keys, out of everybody's."""
        rows = sql.SQL("{} as {}").format(qualified(self.table.relation), sql.Identifier(ROW.alias))
        if self.cells.direct is not None:
            mine = sql.SQL("(select * from {} where {} offset 0) as {}")
            return mine.format(rows, self.cells.direct, sql.Identifier(ROW.alias))
        found = Belongings(self.compiled.mapped).of(self.table, self.kind, self.cells.key)
        theirs = equal(keys, [sql.Identifier("w", key_column(count)) for count in range(1, len(keys) + 1)])
        return sql.SQL("{}, ({}) as w where {}").format(rows, found, theirs)


class _Held(_Read):
    """A table of an access copy."""

    def query(self) -> TableQuery:
        """Everything in the table, and for each purpose until when it keeps a row."""
        names = [name for name, said in self.compiled.policy.purposes.items() if said.keeps and self.kept_here(name)]
        return self.made(
            list(self.table.columns.values()), [self.until(name) for name in names], keepers=tuple(names)
        )  # fmt: skip

    def kept_here(self, name: str) -> tuple[Owner, ...]:
        """The owners that the person can be of whom a purpose keeps something in this table."""
        return tuple(
            owner
            for owner in self.cells.owners
            if self.live.kept_by(name, owner) & self.held_of(owner) and self.live.reachable(name, self.table, owner)
        )

    def held_of(self, owner: Owner) -> frozenset[str]:
        return frozenset(column.category or "" for column in self.table.personal if owner.name in column.owners)

    def until(self, name: str) -> sql.Composable:
        """The day on which a purpose no longer keeps what the person owns in the row; `infinity` if not known yet."""
        ends = Ends(self.live, name)
        latest = [
            sql.SQL("case when {} then {} end").format(
                self.cells.is_one_of(bit(self.table, owner.name)), ends.of_owner(self.table, ROW, owner)
            )
            for owner in self.kept_here(name)
        ]
        # Programs know years of four digits: what lasts longer lasts for ever.
        day = "(select case when s.u > '9999-12-31' then 'infinity' else s.u::date::text end from ({}) as s(u))"
        return sql.SQL(day).format(sql.SQL("select greatest({})").format(sql.SQL(", ").join(latest)))


class _Portable(_Read):
    """A table of a portable copy."""

    def query(self) -> TableQuery:
        """What of the table is portable, and for each purpose that makes it so whether it is live for a row."""
        columns = [one for one in self.table.columns.values() if one.category is None or one.name in self.provided]
        uses = tuple(self.uses)
        live = tuple(Liveness(purpose=name, uses=seen, owner=bit(self.table, owner.name)) for name, owner, seen in uses)
        return self.made(columns, [self.is_live(*use) for use in uses], live=live)

    @cached_property
    def provided(self) -> frozenset[str]:
        """Columns that came from the person, and that a purpose under consent or contract uses of them."""
        used = {category for _, _, seen in self.uses for category in seen}
        return frozenset(
            column.name for column in self.table.personal if column.category in used and column.provided_by in PORTABLE
        )

    @property
    def uses(self) -> Iterator[tuple[str, Owner, frozenset[str]]]:
        """Purposes under consent or contract, an owner whose data they use here, and what they use of them."""
        for name, purpose in self.compiled.policy.purposes.items():
            if purpose.basis not in (Basis.CONSENT, Basis.CONTRACT):
                continue
            for owner in self.cells.owners:
                seen = self.live.seen(name, self.table, owner)
                if seen and self.live.reachable(name, self.table, owner):
                    yield name, owner, seen

    def is_live(self, name: str, owner: Owner, seen: frozenset[str]) -> sql.Composable:
        mine = self.cells.is_one_of(bit(self.table, owner.name))
        return both([mine, self.live.live(name, ROW, self.table, owner, seen)])
