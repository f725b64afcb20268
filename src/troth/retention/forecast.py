"""What will expire when: how many rows of each table will hold nothing that is needed, if nothing happens until then.

Asked of the live database by moving the clock that need goes by, in a transaction that is always taken back. Holds,
restrictions and consents are taken as they are today.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import psycopg
from psycopg import sql

from troth.compiler.build import Compiled
from troth.compiler.live.live import Live
from troth.compiler.names import STANDING_SCHEMA
from troth.compiler.needed.need import row_needed
from troth.compiler.rows import Row, qualified
from troth.mapped.model import MappedTable
from troth.postgres.catalogue import Relation
from troth.postgres.ddl import as_role

PATIENCE = "10s"
"""How long the rows of one table are counted at one moment; beyond that they stay uncounted."""

MONTHS, YEARS = 12, 12
"""How far it looks: so many months one by one, then so many years."""


@dataclass(frozen=True, kw_only=True)
class Moment:
    """A day, and how many rows of each table will hold nothing that is needed by then (None: not counted)."""

    on: date
    rows: Mapping[Relation, int | None]

    @property
    def total(self) -> int:
        return sum(count or 0 for count in self.rows.values())


@dataclass(frozen=True, kw_only=True)
class Forecast:
    """The moments in order, the first of them now; `rows` is how many rows each table has today."""

    policy: str
    rows: Mapping[Relation, int]
    moments: tuple[Moment, ...]

    def __str__(self) -> str:
        lines = [
            f"{sum(self.rows.values()):,} rows with personal data today; of these, if nothing happens, none needed by"
        ]
        before = 0
        for moment in self.moments:
            if moment.total != before:
                most = sorted(moment.rows.items(), key=lambda item: -(item[1] or 0))[:4]
                tables = ", ".join(f"{count:,} {relation}" for relation, count in most if count)
                lines.append(f"  {moment.on}  {moment.total:>10,}  {tables}")
                before = moment.total
        return "\n".join(lines if len(lines) > 1 else [*lines, "  no day of the years to come"])

    def to_json(self) -> dict[str, object]:
        """The forecast as plain data: counts are of rows that will hold nothing needed by that day."""
        return {
            "policy": self.policy,
            "rows": {str(relation): count for relation, count in self.rows.items()},
            "moments": [
                {"on": moment.on.isoformat(), "rows": {str(relation): count for relation, count in moment.rows.items()}}
                for moment in self.moments
            ],
        }


def forecast(
    connection: psycopg.Connection[Any],
    compiled: Compiled,
    *,
    progress: Callable[[int, int], None] = lambda _done, _of: None,
) -> Forecast:
    """Count what will not be needed any more, day by day of a calendar that gets coarser. Changes nothing.

    `connection` is a login that owns the tables. `progress` is told how many of how many counts are done.
    """
    counting = _Counting(connection, compiled, progress)
    with connection.transaction(force_rollback=True):
        connection.execute("set local search_path = ''")
        connection.execute("set local jit = off")
        return Forecast(policy=compiled.policy.policy, rows=counting.today(), moments=tuple(counting.moments()))


@dataclass
class _Counting:
    connection: psycopg.Connection[Any]
    compiled: Compiled
    progress: Callable[[int, int], None]
    done: int = 0
    live: Live = field(init=False)

    def __post_init__(self) -> None:
        self.live = Live(self.compiled.policy, self.compiled.mapped)

    @property
    def tables(self) -> Sequence[MappedTable]:
        return [table for table in self.compiled.mapped.tables.values() if table.personal]

    def today(self) -> dict[Relation, int]:
        return {table.relation: self._count(table.relation, sql.SQL("true")) or 0 for table in self.tables}

    def moments(self) -> Iterator[Moment]:
        """Now, each of the coming months, each of the years after."""
        lengths = [f"{month} months" for month in range(MONTHS + 1)] + [f"{year} years" for year in range(2, YEARS + 1)]
        for length in lengths:
            self._move_clock(length)
            yield Moment(
                on=self._day(), rows={table.relation: self._unneeded(table, len(lengths)) for table in self.tables}
            )

    def _unneeded(self, table: MappedTable, moments: int) -> int | None:
        needed = row_needed(self.live, Row(table.relation.name), table)
        counted = self._count(table.relation, sql.SQL("({}) is not true").format(needed))
        self.done += 1
        self.progress(self.done, moments * len(self.tables))
        return counted

    def _count(self, relation: Relation, where: sql.Composable) -> int | None:
        query = sql.SQL("select count(*) from {} where {}").format(qualified(relation), where)
        try:
            with self.connection.transaction():
                self.connection.execute(sql.SQL("set local statement_timeout = {}").format(sql.Literal(PATIENCE)))
                row = self.connection.execute(query).fetchone()
        except psycopg.errors.QueryCanceled:
            return None
        return int(row[0]) if row else None

    def _day(self) -> date:
        row = self.connection.execute(sql.SQL("select {}.today()").format(sql.Identifier(STANDING_SCHEMA))).fetchone()
        assert row is not None
        day: date = row[0]
        return day

    def _move_clock(self, length: str) -> None:
        move = sql.SQL(
            "create or replace function {clock}() returns timestamp with time zone language sql stable parallel safe "
            "return pg_catalog.now() + {length}::interval"
        ).format(clock=sql.Identifier(STANDING_SCHEMA, "clock"), length=sql.Literal(length))
        for statement in as_role(self.compiled.names.keeper, [move]):
            self.connection.execute(statement)
