"""What falls due next: every cell that is needed today, by the day, month or year in which its need ends.

What a consent without a period, an open condition, a hold or a clock that has not started keeps has no day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any

import psycopg
from psycopg import sql

from troth.compiler.build import Compiled
from troth.compiler.erasable.erased_values import is_erased
from troth.compiler.erasable.fates import Fate, fates
from troth.compiler.live.live import Live
from troth.compiler.needed.need import Need, Reason, Share, held, held_in
from troth.compiler.rows import Row, qualified, with_more
from troth.explain.ends import OPEN, Ends
from troth.mapped.model import MappedColumn, Owner
from troth.policy.period import CONSENT_EVENT
from troth.postgres.catalogue import Relation
from troth.postgres.statements import statement
from troth.retention.row_holds import row_holds


class Period(StrEnum):
    """How days are put together."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


_PAST = sql.SQL("'-infinity'::timestamp")
_X = Row("_x")
ALIKE = "troth alike"


@dataclass(frozen=True, kw_only=True)
class Expiry:
    """What falls due in one day, month or year that begins on `on`: rows of a table, or (`column`) cells.

    Without `on`: what has no day yet.
    """

    on: date | None
    table: Relation
    column: str | None
    count: int

    def __str__(self) -> str:
        what = f"cells of {self.table}.{self.column}" if self.column else f"rows of {self.table}"
        return f"{self.on.isoformat() if self.on else 'open':10} {self.count:>12,} {what}"

    def to_json(self) -> dict[str, object]:
        on = self.on.isoformat() if self.on else None
        return {"on": on, "table": str(self.table), "column": self.column, "count": self.count}


def look_ahead(
    connection: psycopg.Connection[Any],
    compiled: Compiled,
    *,
    by: Period = Period.MONTH,
    looking: Callable[[str], None] = lambda _what: None,
) -> tuple[Expiry, ...]:
    """What falls due when, in order; what has no day comes last. Reads all tables, as their owner."""
    live = Live(compiled.policy, compiled.mapped)
    found: list[Expiry] = []
    with connection.transaction():
        connection.execute(statement("retention looking"))
        connection.execute(statement("retention counting"))
        need = Need(live, row_holds(connection))
        for fate in fates(compiled.mapped).values():
            looking(str(fate.relation))
            found += _of_table(connection, _Ahead(need, fate), by)
    return tuple(sorted(found, key=lambda expiry: (expiry.on or date.max, expiry.table, expiry.column or "")))


def next_days(expiries: tuple[Expiry, ...], days: int = 5) -> tuple[Expiry, ...]:
    """What falls due on the first days on which anything does."""
    first = sorted({expiry.on for expiry in expiries if expiry.on})[:days]
    return tuple(expiry for expiry in expiries if expiry.on in first)


def _of_table(connection: psycopg.Connection[Any], ahead: _Ahead, by: Period) -> Iterator[Expiry]:
    if not held(ahead.fate.table):
        return
    for name, on, count in connection.execute(ahead.query(by)).fetchall():
        yield Expiry(on=on, table=ahead.fate.relation, column=name or None, count=count)


@dataclass(frozen=True)
class _Ahead:
    """Until when the cells of one table are needed, as far as that can be told today."""

    need: Need
    fate: Fate

    @property
    def row(self) -> Row:
        return Row(self.fate.relation.name)

    @cached_property
    def cells(self) -> tuple[Share, ...]:
        return held(self.fate.table)

    def query(self, by: Period) -> sql.Composed:
        """How many rows (named '') and cells of each column end when."""
        ends = {_end(number): self._of(cell) for number, cell in enumerate(self.cells)}
        rows = with_more(with_more(self._rows(), self.row, self._purposes()), self.row, ends)
        parts = [sql.SQL("('', {}, true)").format(self._latest(range(len(self.cells))))]
        parts += [self._of_column(number, column) for number, column in enumerate(self.fate.table.personal)]
        query = sql.SQL(
            "select c.name, case when c.until < 'infinity' then c.until::date end, sum({count})::bigint"
            " from ({alike}) as {row} cross join lateral (values {parts}) as c (name, until, there)"
            " where c.there and c.until > '-infinity' group by 1, 2"
        )
        return query.format(
            count=self.row.column(ALIKE), alike=self._alike(rows, by), row=sql.Identifier(self.row.alias),
            parts=sql.SQL(", ").join(parts),
        )  # fmt: skip

    def _alike(self, rows: sql.Composable, by: Period) -> sql.Composed:
        """How many rows end alike: these are few, and only they are taken apart by column."""
        zone = self.need.live.policy.time_zone
        told = [
            sql.SQL("date_trunc({}, {})").format(sql.Literal(str(by)), self.row.column(_end(number)))
            for number in range(len(self.cells))
        ]
        told += [
            sql.SQL("not ({})").format(is_erased(self.fate.table, column, self.row, zone))
            for column in self.fate.table.personal
        ]
        names = [_end(number) for number in range(len(self.cells))]
        names += [_there(number) for number, _ in enumerate(self.fate.table.personal)]
        shown = [sql.SQL("{} as {}").format(says, sql.Identifier(name)) for says, name in zip(told, names, strict=True)]
        places = sql.SQL(", ").join(sql.SQL(str(place)) for place in range(1, len(names) + 1))
        return sql.SQL("select {}, count(*) as {} from ({}) as {} group by {}").format(
            sql.SQL(", ").join(shown), sql.Identifier(ALIKE), rows, sql.Identifier(self.row.alias), places
        )

    def _rows(self) -> sql.Composed:
        return sql.SQL("select * from {} as {}").format(qualified(self.fate.relation), sql.Identifier(self.row.alias))

    def _purposes(self) -> dict[str, sql.Composable]:
        """When each purpose ends for each owner: whatever it keeps of them alike, it keeps as long."""
        return {
            self._end_of(cell, reason.name): sql.SQL("case when {} then {} end").format(
                reason.says, self._of_purpose(reason.name, cell.owner)
            )
            for cell in self.cells
            for reason in self._reasons(cell)
            if reason.sort == "purpose"
        }

    def _end_of(self, cell: Share, purpose: str) -> str:
        """What an owner has in cells with the same others ends together."""
        whose = [*dict.fromkeys((each.owner.name, each.beside) for each in self.cells)]
        return f"troth end of {purpose} for {whose.index((cell.owner.name, cell.beside))}"

    def _reasons(self, cell: Share) -> Iterator[Reason]:
        return self.need.reasons(self.row, self.fate.table, cell)

    def _of_column(self, number: int, column: MappedColumn) -> sql.Composed:
        numbers = [self.cells.index(cell) for cell in held_in(self.fate.table, column)]
        there = self.row.column(_there(number))
        return sql.SQL("({}, {}, {})").format(sql.Literal(column.name), self._latest(numbers), there)

    def _latest(self, numbers: Any) -> sql.Composable:
        ends = [self.row.column(_end(number)) for number in numbers]
        return sql.SQL("greatest({})").format(sql.SQL(", ").join([_PAST, *ends]))

    def _of(self, cell: Share) -> sql.Composable:
        """The latest end of what makes what is held of an owner needed now; long past if nothing does."""
        found = [
            self.row.column(self._end_of(cell, reason.name))
            if reason.sort == "purpose"
            else sql.SQL("case when {} then {} end").format(reason.says, OPEN)
            for reason in self._reasons(cell)
        ]
        return sql.SQL("greatest({})").format(sql.SQL(", ").join([_PAST, *found]))

    def _of_purpose(self, name: str, owner: Owner) -> sql.Composable:
        """When the first of the clocks of a purpose ends for an owner of a row."""
        purpose = self.need.live.policy.purposes[name]
        if purpose.while_ or purpose.keep is None:
            return OPEN
        ends = [Ends(self.need.live, name).of_owner(self.fate.table, self.row, owner)]
        for clock in purpose.keep.clocks:
            if clock.events == (CONSENT_EVENT,):
                ends.append(self._after_consent(name, str(clock.period), owner))
        return sql.SQL("least({})").format(sql.SQL(", ").join(ends))

    def _after_consent(self, name: str, period: str, owner: Owner) -> sql.Composable:
        same = sql.SQL("{} = {}").format(_X.column("purpose"), sql.Literal(name))
        tables, where = self.need.live.looked_up("consent", self.row, owner, [same])
        return sql.SQL("(select max(pg_catalog.timezone({}, {}) + {}::interval) from {} where {})").format(
            sql.Literal(self.need.live.policy.time_zone), _X.column("given_at"), sql.Literal(period),
            sql.SQL(", ").join(tables), sql.SQL(" and ").join(where),
        )  # fmt: skip


def _end(number: int) -> str:
    return f"troth end {number}"


def _there(number: int) -> str:
    return f"troth there {number}"
