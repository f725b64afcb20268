"""Rows that make a cell elsewhere needed: an order whose date keeps the buyer's name, a dispute that holds its order.

They stay for it, and so do the links by which they are related to it; else erasing would end what it must not touch.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

from psycopg import sql

from troth.compiler.names import while_column
from troth.compiler.needed.need import Need, Share, held
from troth.compiler.rows import TRUE, Row, both, either, equal, exists, raw, starting
from troth.mapped.model import Happening, Hop, Mapped, MappedTable, Owner, Way
from troth.mapped.ways import Reach, Route, reach
from troth.policy.period import CONSENT_EVENT
from troth.postgres.catalogue import Relation

_NEEDY = "_r"
"""The row elsewhere whose cell is needed."""


@dataclass(frozen=True)
class Support:
    """Rows of `of` make cells of `owner` in `table` needed, by `route`, for a purpose, a hold, or a hold on a row.

    `met` is the condition they meet for that; without one, it is the clocks of the purpose that leave them time.
    """

    of: Relation
    table: MappedTable
    owner: Owner
    shares: frozenset[Share]
    route: Route = field(default_factory=Route)
    rule: int = 0
    purpose: str | None = None
    hold: str | None = None
    met: Happening | None = None

    @property
    def categories(self) -> list[str]:
        return sorted({share.category for share in self.shares})


@dataclass(frozen=True)
class Supports:
    """All the ways in which a row of one mapped database can make a cell of another row needed."""

    need: Need

    @property
    def mapped(self) -> Mapped:
        return self.need.live.mapped

    @cached_property
    def all(self) -> tuple[Support, ...]:
        return tuple(
            support
            for table in self.mapped.tables.values()
            for owner in table.owners.values()
            for support in self._of_owner(table, owner)
        )

    def _of_owner(self, table: MappedTable, owner: Owner) -> Iterator[Support]:
        shares = frozenset(share for share in held(table) if share.owner == owner)
        for name in self.need.live.policy.purposes:
            kept = frozenset(each for each in shares if name in self.need.keepers(table, owner, each.category))
            for happening in self._waited_for(name) if kept else ():
                condition = happening if happening.where is not None else None
                yield from self._routes(Support(happening.to, table, owner, kept, purpose=name, met=condition))
        for name, hold in self.need.live.policy.holds.items():
            kept = frozenset(each for each in shares if name in self.need.holding(table, owner, each.category))
            if kept:
                condition = self.mapped.conditions[hold.while_]
                yield from self._routes(Support(condition.to, table, owner, kept, hold=name, met=condition))
        for relation in self.need.holds_of(table, owner) if shares else ():
            yield from self._routes(Support(relation, table, owner, shares))

    def _routes(self, support: Support) -> Iterator[Support]:
        way = reach(self.mapped, support.table, support.owner, support.of)
        for route in way.routes if way is not None else ():
            yield replace(support, route=route, rule=way.rule if way else 0)

    def _waited_for(self, name: str) -> Iterator[Happening]:
        """One event for each table that the clocks speak of, and the condition."""
        purpose = self.need.live.policy.purposes[name]
        clocks = purpose.keep.clocks if purpose.keep else ()
        events = [self.mapped.events[c.events[0]] for c in clocks if c.events != (CONSENT_EVENT,)]
        yield from {event.to: event for event in events}.values()
        if purpose.while_:
            yield self.mapped.conditions[purpose.while_]

    # -- rows --------------------------------------------------------------------------------------------------------

    def stays(self, row: Row, table: MappedTable) -> sql.Composable:
        """Whether a row makes a cell elsewhere needed, by another way than that it is referred to."""
        aside = [s for s in self.all if s.of == table.relation and s.rule > 2]
        below = [s for s in self.all if s.met and s.met.way and s.met.table == table.relation]
        return either(
            [*(self._by_itself(s, row, table) for s in aside), *(self._from_below(s, row, table) for s in below)]
        )

    def wants(self, row: Row, table: MappedTable, owner: Owner) -> sql.Composable:
        """Whether a row makes a cell elsewhere needed to which it is related through its link to this owner."""
        aside = [s for s in self.all if s.of == table.relation and s.rule > 2 and _by_owner(s, owner)]
        return either([self._by_itself(support, row, table) for support in aside])

    def ties(self, row: Row, table: MappedTable, hop: Hop) -> sql.Composable:
        """Whether a needed cell finds the row of its event or condition by this reference."""
        return either([*self._on_the_way_up(row, table, hop), *self._on_the_way_from_below(row, table, hop)])

    def _by_itself(self, support: Support, row: Row, table: MappedTable) -> sql.Composable:
        """The row meets what is waited for, and a related row has a cell that is needed for it."""
        return both([self._meets(support, row, table), self._needy(support, row, table, ())])

    def _meets(self, support: Support, row: Row, table: MappedTable) -> sql.Composable:
        met, key = support.met, table.table.primary_key
        if met is not None:
            if met.way:
                return self._looked(row, table, lambda there: there.column(while_column(met.name)))
            return sql.SQL("({} is true)").format(raw(met.where or "false"))
        if support.purpose is None:
            return self.need.hold_on(support.of, row.columns(key), support.categories)
        live = self.need.live
        clocks = live.clocks_by_table(live.policy.purposes[support.purpose])[support.of]
        if any(self.mapped.events[event].way for clock in clocks for event in clock.events):
            return self._looked(row, table, live.all_alive(clocks))
        return live.all_alive(clocks)(row)

    def _looked(self, row: Row, table: MappedTable, says: Callable[[Row], sql.Composable]) -> sql.Composable:
        """What the row's own look-out says of it: what is written on the rows below is read there."""
        return self.need.live.rows.related(
            Reach(rule=1, to=table.relation, routes=(Route(),)), row, table.table.primary_key, says
        )

    def _needy(self, support: Support, row: Row, table: MappedTable, way: Way) -> sql.Composable:
        """A row elsewhere has a cell that is needed, to which the row at the end of a way from this one is related."""
        route = Route(up=(*way, *support.route.down), down=support.route.up)
        to, rows = support.table.relation, self.need.live.rows
        other, tables, joins = rows.joined(route, to, row, table.table.primary_key, name=_NEEDY)
        found = exists(tables, [both([*joins, self._keeps(support, other)])], by_row=rows.by_row)
        return both([rows.counts(route.up[0], row), found]) if route.up else found

    def _keeps(self, support: Support, row: Row) -> sql.Composable:
        """What the support stands for keeps a cell of a row, if it is met: not all of it was just asked away."""
        need, table, owner = self.need, support.table, support.owner
        if support.purpose is not None:
            live = need.live_for(support.purpose, row, table, owner)
            return both([live, need.keeps_for(support.purpose, row, table, support.shares)])
        if support.hold is not None:
            return need.counts_for(support.hold, row, owner)
        return TRUE

    def _from_below(self, support: Support, row: Row, table: MappedTable) -> sql.Composable:
        """The row meets the condition of a row above, on which a needed cell hangs."""
        assert support.met is not None
        met = sql.SQL("({} is true)").format(raw(support.met.where or "false"))
        return both([met, self._needy(support, row, table, support.met.way)])

    # -- references --------------------------------------------------------------------------------------------------

    def _on_the_way_up(self, row: Row, table: MappedTable, hop: Hop) -> Iterator[sql.Composable]:
        """Chains of foreign keys that are not the owner's own path."""
        for support in self.all:
            way = support.route.up
            if support.rule != 2 or support.owner.way[: len(way)] == way or hop not in way:
                continue
            before = way[: way.index(hop)]
            if not before:
                yield self._says(support, row)
                continue
            to, rows = support.table.relation, self.need.live.rows
            other, tables, joins = rows.joined(Route(down=before), to, row, table.table.primary_key, name=_NEEDY)
            yield exists(tables, [*joins, self._says(support, other)], by_row=rows.by_row)

    def _says(self, support: Support, row: Row) -> sql.Composable:
        """A cell of a row is needed for what the support stands for."""
        need, table, owner = self.need, support.table, support.owner
        if support.purpose is not None:
            return self._keeps(support, row)
        if support.met is not None:
            return both([need.live.met(support.met.name, row, table, owner), self._keeps(support, row)])
        return need.held_row(support.of, row, table, owner, support.categories)

    def _on_the_way_from_below(self, row: Row, table: MappedTable, hop: Hop) -> Iterator[sql.Composable]:
        """From the rows below that meet a condition up to the row that it is about."""
        for support in self.all:
            met = support.met
            if met is None or hop not in met.way:
                continue
            place = met.way.index(hop)
            if place == 0:
                yield self._from_below(support, row, table)
            else:
                yield both([self._met_below(met, place, row), self._needy(support, row, table, met.way[place:])])

    def _met_below(self, met: Happening, place: int, row: Row) -> sql.Composable:
        """Some row further below meets a condition."""
        below = [Row(f"_b{count}") for count in range(place)]
        sources = [
            starting(self.mapped, hop, there, raw(met.where or "false") if hop == met.way[0] else TRUE)
            for hop, there in zip(met.way, below, strict=False)
        ]
        joins = [
            equal(above.columns(hop.target_columns), here.columns(hop.columns))
            for hop, here, above in zip(met.way, below, [*below[1:], row], strict=False)
        ]
        return exists(sources, joins)


def _by_owner(support: Support, owner: Owner) -> bool:
    """Whether the rows that support are related through their link to this owner."""
    meeting = support.owner.way[len(support.route.up) :]
    return owner.kind == support.owner.kind and owner.way == (*support.route.down, *meeting)
