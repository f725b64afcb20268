"""States that a row takes on only when everything in a list is there: documents, their number and freshness, an age.

A rule for each thing that is needed, asked of whoever could bring the row into that state, or change what was
compared for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from psycopg import sql

from troth.compiler.live.grounds_and_locks import known_age, old_enough
from troth.compiler.live.live import Live
from troth.compiler.names import gate_column
from troth.compiler.rows import Row, both, either, no_such, raw
from troth.compiler.wall_clock import day_of
from troth.compiler.written.rule import WriteRule
from troth.mapped.model import MappedTable, Owner
from troth.mapped.resolve import columns_named
from troth.mapped.ways import Route
from troth.postgres.catalogue import Relation
from troth.tables.collecting import Gate, GateNeed


def gate_rule(gate: str, number: int) -> str:
    """How the rule of one need is called."""
    return f"gate {gate} {number}"


def rules(live: Live, table: MappedTable, row: Row, writes: frozenset[str]) -> Iterator[WriteRule]:
    """The rules of every gate before a table, as far as a column that is written could open it or undo what did."""
    for name, gate in live.mapped.gates.items():
        deciding = columns_named(gate.when, table.table)
        if Relation(*gate.table) != table.relation:
            continue
        shut = sql.SQL("({}) is not true").format(raw(gate.when))
        gated = _Gated(live, table, row, owner_of(gate, table))
        for number, need in enumerate(gate.needs, start=1):
            # A `when` that names no column, such as `true`, speaks of every row that is written.
            if deciding and not writes & (deciding | gated.compared(need)):
                continue
            there = gated.there(need, gate_column(name, number))
            yield WriteRule(gate_rule(name, number), either([shut, there]))


def owner_of(gate: Gate, table: MappedTable) -> Owner:
    """The owner whose age and other rows count."""
    return table.owners[gate.of] if gate.of else next(iter(table.owners.values()))


@dataclass(frozen=True)
class _Gated:
    """A row before a gate, and the owner whose age and other rows count."""

    live: Live
    table: MappedTable
    row: Row
    owner: Owner

    def there(self, need: GateNeed, answer: str) -> sql.Composable:
        """One thing that is needed is there."""
        if need.age is not None:
            return both([*self.own_age(need.age), old_enough(self.live, self.row, self.owner, need.age)])
        reach = self.live.reaches(self.table, self.owner, Relation(*need.table))
        if need.none is not None:
            return both([self.absent(route, need, answer) for route in reach.routes])
        return either([self.counted(route, need, answer) for route in reach.routes])

    def compared(self, need: GateNeed) -> set[str]:
        """The row's own columns that a need looks at: whoever writes them could undo what opened the gate."""
        age = self.live.mapped.age.get(self.owner.kind)
        own = age is not None and need.age is not None and Relation(*age.column.table) == self.table.relation
        return {*need.same.values(), *([need.to] if need.to else []), *([age.column.column] if age and own else [])}

    def own_age(self, years: int) -> Iterator[sql.Composable]:
        """Where the gated row itself tells the age, it must say so as it is written, not only as it was."""
        age = self.live.mapped.age.get(self.owner.kind)
        if age and Relation(*age.column.table) == self.table.relation:
            yield sql.SQL("({}) is true").format(known_age(self.live, self.owner.kind, self.row, years))

    def counted(self, route: Route, need: GateNeed, answer: str) -> sql.Composable:
        """At least so many related rows are of the sort that is needed."""
        other, tables, where = self._related(route, need, answer)
        what = sql.SQL("distinct {}").format(other.column(need.distinct)) if need.distinct else sql.SQL("*")
        count = sql.SQL("(select count({}) from {} where {}) >= {}").format(
            what, sql.SQL(", ").join(tables), sql.SQL(" and ").join(where), sql.Literal(need.at_least)
        )
        return both([self.live.rows.counts(route.up[0]), count]) if route.up else count

    def absent(self, route: Route, need: GateNeed, answer: str) -> sql.Composable:
        """No related row is of the sort that must not be there."""
        _, tables, where = self._related(route, need, answer)
        nothing = no_such(tables, where)
        if not route.up:
            return nothing
        return either([sql.SQL("({}) is not true").format(self.live.rows.counts(route.up[0])), nothing])

    def _related(
        self, route: Route, need: GateNeed, answer: str
    ) -> tuple[Row, list[sql.Composable], list[sql.Composable]]:
        """The related rows that are of the sort a need speaks of: what to select from, and under which conditions."""
        key = self.table.table.primary_key
        other, tables, where = self.live.rows.joined(route, Relation(*need.table), self.row, key)
        return other, tables, [*where, other.column(answer), *self._compared(other, need)]

    def _compared(self, other: Row, need: GateNeed) -> Iterator[sql.Composable]:
        """What is compared with the gated row itself: texts that must be the same, and how fresh something was then."""
        for theirs, ours in need.same.items():
            alike = "lower(btrim({}::text)) = lower(btrim({}::text))"
            yield sql.SQL(alike).format(other.column(theirs), self.row.column(ours))
        if need.at and need.to:
            zone, there = self.live.policy.time_zone, self.live.mapped.tables[Relation(*need.table)]
            at, to = day_of(there, other, need.at, zone), day_of(self.table, self.row, need.to, zone)
            within = sql.SQL("({0} >= ({1} - {2}::interval)::date and {0} <= {1})")
            yield within.format(at, to, sql.Literal(need.fresh))
