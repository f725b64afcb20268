"""A table swept straight through, without a list: found, locked, decided and gone in one statement for each batch.

For tables of which each row goes, or loses something, whatever becomes of the others. Rows that somebody works on, and
rows that have changed since the statement began, are left out. A row that is referred to meanwhile by a foreign key is
kept by PostgreSQL itself, which refuses the batch.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from psycopg import sql

from troth.compiler.erasable.fates import Fate
from troth.compiler.rows import Row, qualified
from troth.compiler.swept.candidates import ID
from troth.compiler.swept.consequences import Called
from troth.compiler.swept.stays import Stays, with_part

_NOW = "troth now"
_FOUND = sql.Identifier("troth found")
_F, _T = Row("troth f"), Row("troth t")


@dataclass(frozen=True)
class Straight:
    """The statements of one table. `most` is how many rows a batch looks at that have something to lose."""

    every: Stays
    fate: Fate
    most: int

    @cached_property
    def stays(self) -> Stays:
        mine = sql.SQL("join (select) as {} on {} > {}::tid and {} < {}::tid").format(
            sql.Identifier(_F.alias),
            self._row.column("ctid"),
            sql.Placeholder("after"),
            self._row.column("ctid"),
            sql.Placeholder("end"),
        )
        return replace(
            self.every,
            look=lambda table: mine if table is self.fate.table else None,
            most=self.most,
            by_row=True,
            called=Called(),
        )

    @property
    def _row(self) -> Row:
        return Row(self.fate.relation.name)

    def look(self) -> sql.Composed:
        """Where the batch ends, how many rows were looked at, and how many of them are due."""
        return sql.SQL("with {} select {}").format(self._decided(), self._told())

    def carry_out(self) -> sql.Composed:
        """The same, and it is gone; with what has gone: the table's number, whether rows, which cells, how many."""
        fate, stays = self.fate, self.stays
        done = [part for part in (stays.erasing(fate), stays.deleting(fate)) if part]
        return sql.SQL("with {}, {}, {} select {}, t.* from (select) as a left join ({}) as t on true").format(
            self._decided(), with_part(stays.called.gone(fate), self._locked()), sql.SQL(", ").join(done),
            self._told(), stays.counted(fate),
        )  # fmt: skip

    def _decided(self) -> sql.Composed:
        fate, stays = self.fate, self.stays
        parts = (
            (stays.called.left(fate), stays.candidates(fate)),
            (stays.called.edge, stays.edges()),
            (stays.called.alive, stays.alive()),
            (_FOUND, stays.gone(fate)),
        )
        return sql.SQL(", ").join(with_part(name, query) for name, query in parts)

    def _told(self) -> sql.Composed:
        query = "(select max({id})::text from {left}), (select count(*) from {left}), (select count(*) from {found})"
        return sql.SQL(query).format(id=sql.Identifier(ID), left=self.stays.called.left(self.fate), found=_FOUND)

    def _locked(self) -> sql.Composed:
        """The rows that are due, locked, as they were when that was decided."""
        query = (
            "select * from (select {place} as {now}, {f}.* from {table} as {t} join {found} as {f} on {place} = {id}"
            " for update of {t} skip locked) as {f} where {now} = {id}"
        )
        return sql.SQL(query).format(
            place=_T.column("ctid"), now=sql.Identifier(_NOW), f=sql.Identifier(_F.alias), t=sql.Identifier(_T.alias),
            table=qualified(self.fate.relation), found=_FOUND, id=_F.column(ID),
        )  # fmt: skip
