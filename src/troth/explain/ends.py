"""On which day the clocks of a purpose end for a row: the other side of the question whether it is still live.

`compiler/live/live.py` counts back from now, so that indexes serve; a person is told the day ahead. Both are calendar
arithmetic in the policy's time zone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from psycopg import sql

from troth.compiler.live.live import Live
from troth.compiler.live.period_lengths import by_length
from troth.compiler.names import event_column
from troth.compiler.rows import Row
from troth.compiler.wall_clock import local
from troth.compiler.windows import TableWindow
from troth.mapped.model import Happening, MappedTable, Owner
from troth.policy.period import CONSENT_EVENT, Clock, Period
from troth.postgres.catalogue import Relation

OPEN = sql.SQL("'infinity'::timestamp")
"""The end of a clock that has not started."""


@dataclass(frozen=True)
class Ends:
    """The ends of the clocks of one purpose, as SQL expressions of type timestamp."""

    live: Live
    purpose: str

    def of_row(self, window: TableWindow) -> sql.Composable:
        """When the window no longer shows a row of a table that it shows now: the first of its owners' ends."""
        row = Row(window.relation.name)
        ends = [end for owner in window.owners for end in self._of_owner(window.table, row, owner)]
        return _call("least", ends) if ends else OPEN

    def of_owner(self, table: MappedTable, row: Row, owner: Owner) -> sql.Composable:
        """When the purpose no longer keeps what it uses of one owner of a row: the first of its clocks' ends."""
        ends = list(self._of_owner(table, row, owner))
        return _call("least", ends) if ends else OPEN

    def _of_owner(self, table: MappedTable, row: Row, owner: Owner) -> Iterator[sql.Composable]:
        for relation, clocks in self._by_table().items():
            way = self.live.reaches(table, owner, relation)
            if way.itself and not any(self.live.mapped.events[name].way for clock in clocks for name in clock.events):
                yield _call("least", [self._of_clock(clock, row) for clock in clocks])
                continue
            key = table.table.primary_key
            found = []
            for route in way.routes:
                other, tables, conditions = self.live.rows.joined(route, relation, row, key)
                found.append(
                    sql.SQL("(select max({}) from {} where {})").format(
                        _call("least", [self._of_clock(clock, other) for clock in clocks]),
                        sql.SQL(", ").join(tables),
                        sql.SQL(" and ").join(conditions),
                    )
                )
            yield sql.SQL("coalesce({}, {})").format(_call("greatest", found), OPEN)

    def _by_table(self) -> dict[Relation, list[Clock]]:
        keep = self.live.policy.purposes[self.purpose].keep
        found: dict[Relation, list[Clock]] = {}
        for clock in keep.clocks if keep else ():
            if clock.events != (CONSENT_EVENT,):
                found.setdefault(self.live.mapped.events[clock.events[0]].to, []).append(clock)
        return found

    def _of_clock(self, clock: Clock, other: Row) -> sql.Composable:
        """The end after the first of the events that have happened."""
        ends = [self._after(clock, self.live.mapped.events[event], other) for event in clock.events]
        return sql.SQL("coalesce({}, {})").format(_call("least", ends), OPEN)

    def _after(self, clock: Clock, event: Happening, other: Row) -> sql.Composable:
        assert event.column is not None
        time = other.column(event_column(event.name) if event.way else event.column.name)
        start = local(time, event.column.base_type, self.live.policy.time_zone)
        if clock.end_of_year:
            whole_day = "- interval '1 day'" if event.column.base_type == "date" else ""
            start = sql.SQL("(date_trunc('year', {}) + interval '1 year' {})").format(start, sql.SQL(whole_day))

        def of_length(period: Period) -> sql.Composable:
            return sql.SQL("({} + {}::interval)").format(start, sql.Literal(str(period)))

        return by_length(self.live.policy, self.live.mapped, clock.period, event.to, other, of_length)


def _call(function: str, arguments: Sequence[sql.Composable]) -> sql.Composable:
    return sql.SQL("{}({})").format(sql.SQL(function), sql.SQL(", ").join(arguments))
