"""How long somebody who objected, or never consented, is hidden in a row that others need, and not taken out of it.

As long as the purpose in question would have time, were it allowed. Time that hangs on other rows ends with them: where
nothing needs these, they go with the next sweep, and whoever was hidden for their sake is taken out by that sweep too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from psycopg import sql

from troth.compiler.erasable.erased_values import erasable
from troth.compiler.live.given_for import given_for
from troth.compiler.names import while_column
from troth.compiler.needed.need import Need, held
from troth.compiler.rows import FALSE, TRUE, Row, both, either, equal, exists, named, no_such, raw, starting
from troth.mapped.model import Happening, Hop, Mapped, MappedTable, Owner, Way
from troth.mapped.ways import Reach, Route
from troth.policy.model import Basis
from troth.postgres.catalogue import Relation

_X = Row("_x")
_THERE = "_v"
"""The row on which time hangs."""
_BELOW = Row("_w", looked=True)
"""The row further below on which a condition is met."""
ASIDE = 3
"""From this rule on, related rows are not referred to by the row at hand."""


@dataclass(frozen=True)
class HiddenUntil:
    """The time of purposes, as far as the sweep that asks cannot take it."""

    need: Need

    @property
    def mapped(self) -> Mapped:
        return self.need.live.mapped

    def lacks_only_ground(self, row: Row, table: MappedTable, owner: Owner) -> sql.Composable:
        """Some purpose would still need a cell of the owner, were it not for an objection or a missing consent."""
        categories = {share.category for share in held(table) if share.owner == owner}
        names = {name: None for category in sorted(categories) for name in self.need.keepers(table, owner, category)}
        return either([
            both([*self._in_time(name, row, table, owner), self._unconsented(name, row, owner)]) for name in names
        ])  # fmt: skip

    def _unconsented(self, name: str, row: Row, owner: Owner) -> sql.Composable:
        """A consent that stands and is over has run out of time; without a consent there is no such time."""
        live = self.need.live
        if live.policy.purposes[name].basis is not Basis.CONSENT:
            return TRUE
        same = sql.SQL("{} = {}").format(_X.column("purpose"), sql.Literal(name))
        return no_such(*live.looked_up("consent", row, owner, [same]), by_row=live.few)

    # -- time --------------------------------------------------------------------------------------------------------

    def _in_time(self, name: str, row: Row, table: MappedTable, owner: Owner) -> Iterator[sql.Composable]:
        """As Live.in_time, by rows that last."""
        live = self.need.live
        purpose = live.policy.purposes[name]
        yield from given_for(live, name, row, table, owner)
        if purpose.while_:
            yield self._met(self.mapped.conditions[purpose.while_], row, table, owner)
        for relation, clocks in live.clocks_by_table(purpose).items():
            way = live.reaches(table, owner, relation)
            if way.rule >= ASIDE:
                yield self._related(way, row, table, live.all_alive(clocks))
            else:
                yield both([self._refers(way, owner), live.alive_by(way, clocks, row, table)])

    def _met(self, condition: Happening, row: Row, table: MappedTable, owner: Owner) -> sql.Composable:
        live = self.need.live
        way = live.reaches(table, owner, condition.to)
        if condition.way and way.itself:
            return self._met_below(condition, row)
        if condition.way or way.rule >= ASIDE:
            return both([self._refers(way, owner), self._related(way, row, table, self._meets(condition))])
        return both([self._refers(way, owner), live.met(condition.name, row, table, owner)])

    def _meets(self, condition: Happening) -> Callable[[Row], sql.Composable]:
        if condition.way:
            return lambda there: self._met_below(condition, there)
        return lambda there: there.column(while_column(condition.name))

    # -- rows --------------------------------------------------------------------------------------------------------

    def _refers(self, way: Reach, owner: Owner) -> sql.Composable:
        """What the row refers to on the way to its owner stays with it, and what it cannot but refer to."""
        up = way.routes[0].up if way.rule < ASIDE else ()
        return TRUE if owner.way[: len(up)] == up or not self._can_go(up) else FALSE

    def _related(
        self, way: Reach, row: Row, table: MappedTable, says: Callable[[Row], sql.Composable]
    ) -> sql.Composable:
        """One of the rows related to a row lasts, and is as `says` demands of it."""
        return either([self._by(route, way, row, table, says) for route in way.routes])

    def _by(
        self, route: Route, way: Reach, row: Row, table: MappedTable, says: Callable[[Row], sql.Composable]
    ) -> sql.Composable:
        rows = self.need.live.rows
        there, tables, joins = rows.joined(route, way.to, row, table.table.primary_key, name=_THERE)
        stays = self._stays(way.to, there, route.down) if way.rule >= ASIDE else TRUE
        if stays is FALSE:
            return FALSE
        found = exists(tables, [*joins, says(there), stays], by_row=rows.by_row)
        return both([rows.counts(route.up[0], row), found]) if route.up else found

    def _met_below(self, condition: Happening, there: Row) -> sql.Composable:
        """Some row below a row meets a condition, and stays below it."""
        way = condition.way
        key = self.mapped.catalogue.tables[condition.table].primary_key
        below = [Row(f"_w{count}") for count, _ in enumerate(way)]
        where = raw(condition.where or "false")
        sources = [
            starting(self.mapped, hop, here, where if count == 0 else TRUE)
            for count, (hop, here) in enumerate(zip(way, below, strict=True))
        ]
        joins = [
            equal(above.columns(hop.target_columns), here.columns(hop.columns))
            for hop, here, above in zip(way, below, [*below[1:], there], strict=True)
        ]
        stays = self._stays(condition.table, _BELOW, way)
        if stays is FALSE:
            return FALSE
        if stays is not TRUE:
            sources.append(named(condition.table, _BELOW))
            joins += [equal(_BELOW.columns(key), below[0].columns(key)), stays]
        return exists(sources, joins, by_row=self.need.live.rows.by_row)

    # -- what lasts --------------------------------------------------------------------------------------------------

    def _stays(self, relation: Relation, row: Row, up: Way) -> sql.Composable:
        """A row has a needed cell by which it stays, and with it the way up from it. Files elsewhere keep none."""
        table = self.mapped.tables[relation]
        if table.plain:
            return TRUE
        free, need = not self._can_go(up), replace(self.need, finest=None, files=False)
        return either([
            need.of(row, table, share)
            for share in held(table)
            if free or share.owner.way[: len(up)] == up
        ])  # fmt: skip

    def _can_go(self, way: Way) -> bool:
        """Whether a reference on the way can be taken away from a row that stays."""
        return any(self._is_erasable(hop) for hop in way)

    def _is_erasable(self, hop: Hop) -> bool:
        table = self.mapped.tables.get(hop.source)
        if table is None or table.plain:
            return False
        columns = [table.columns[name] for name in hop.columns if name in table.columns]
        return any((c.category or c.name in table.links) and erasable(table, c) for c in columns)
