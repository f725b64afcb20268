"""What can become of the rows of each table: which cells and links can be taken away, and which rows they hang on.

Decided by the map and the catalogue alone, and no SQL yet: see swept/stays.py for the rows themselves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from troth.compiler.erasable.erased_values import erasable
from troth.compiler.live.live import Live
from troth.mapped.model import Happening, Hop, Mapped, MappedColumn, MappedTable, Owner
from troth.postgres.catalogue import Relation


@dataclass(frozen=True)
class Tie:
    """Columns by which a row refers to others and which can be taken away: all of them, or none.

    Columns that some foreign key or link has in common are one tie. `owners` are those whose link it is.
    """

    columns: tuple[str, ...]
    hops: tuple[Hop, ...]
    owners: tuple[Owner, ...]

    def personal(self, table: MappedTable) -> tuple[MappedColumn, ...]:
        """Those of its columns that hold a category of their own."""
        return tuple(table.columns[name] for name in self.columns if table.columns[name].category)


@dataclass(frozen=True)
class Fate:
    """What can become of the rows of one table. `number` tells tables apart in statements."""

    number: int
    table: MappedTable
    hops: tuple[Hop, ...]
    """Everything by which a row refers to another: foreign keys, links, and the first steps of owners' paths."""
    referred: tuple[str, ...]
    """The columns by which rows of other tables refer to these."""

    @property
    def relation(self) -> Relation:
        return self.table.relation

    @cached_property
    def erasable(self) -> tuple[MappedColumn, ...]:
        """Every column of which a cell can be erased while its row stays."""
        columns = self.table.columns.values()
        wanted = (column for column in columns if column.category or column.name in self.table.links)
        return tuple(column for column in wanted if erasable(self.table, column))

    @cached_property
    def ties(self) -> tuple[Tie, ...]:
        names = {column.name for column in self.erasable}
        together: list[set[str]] = []
        for hop in self.hops:
            found = set(hop.columns) & names
            apart = [group for group in together if not group & found]
            if found:
                together = [*apart, found.union(*(group for group in together if group & found))]
        return tuple(self._tie(group) for group in together)

    def _tie(self, group: set[str]) -> Tie:
        columns = tuple(column.name for column in self.table.table.columns if column.name in group)
        hops = tuple(hop for hop in self.hops if group & set(hop.columns))
        owners = tuple(owner for owner in self.table.owners.values() if group & set(owner.links))
        return Tie(columns, hops, owners)

    @cached_property
    def cells(self) -> tuple[MappedColumn, ...]:
        """The erasable columns that refer to nothing."""
        tied = {name for tie in self.ties for name in tie.columns}
        return tuple(column for column in self.erasable if column.name not in tied)

    def tie_of(self, hop: Hop) -> Tie | None:
        """The tie that a hop goes with, or None if it stays as long as its row."""
        return next((tie for tie in self.ties if set(tie.columns) & set(hop.columns)), None)

    @cached_property
    def linked(self) -> tuple[Owner, ...]:
        """The owners who are not the row itself."""
        return tuple(owner for owner in self.table.owners.values() if owner.way)

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The columns by which rows are joined, and the key."""
        wanted = {name for hop in self.hops for name in hop.columns} | set(self.referred)
        wanted |= set(self.table.table.primary_key)
        return tuple(column.name for column in self.table.table.columns if column.name in wanted)


def fates(mapped: Mapped) -> Mapping[Relation, Fate]:
    """The fate of each table that holds personal data."""
    tables = [table for table in mapped.tables.values() if not table.plain]
    hops = {table.relation: tuple(_hops(mapped, table)) for table in tables}
    everywhere = [hop for found in hops.values() for hop in found] + list(outside(mapped))
    return {
        table.relation: Fate(
            number=number,
            table=table,
            hops=hops[table.relation],
            referred=tuple(
                sorted({n for hop in everywhere if hop.target == table.relation for n in hop.target_columns})
            ),
        )
        for number, table in enumerate(tables, start=1)
    }


def outside(mapped: Mapped) -> Iterator[Hop]:
    """References from tables that are never swept: what they refer to stays."""
    for relation, hops in mapped.hops.items():
        table = mapped.tables.get(relation)
        if table is None or table.plain:
            yield from (hop for hop in hops if hop.target in mapped.tables and not mapped.tables[hop.target].plain)


def _hops(mapped: Mapped, table: MappedTable) -> Iterator[Hop]:
    """Each once, however the columns of a composite key are put in order."""
    known = set()
    first = (owner.way[0] for owner in table.owners.values() if owner.way)
    for hop in (*first, *mapped.hops.get(table.relation, ())):
        pairs = (frozenset(zip(hop.columns, hop.target_columns, strict=True)), hop.target)
        if pairs not in known:
            known.add(pairs)
            yield hop


def is_enforced(mapped: Mapped, hop: Hop) -> bool:
    """Whether PostgreSQL itself holds the rows together, as a foreign key; or else only the map says so."""
    table = mapped.catalogue.tables[hop.source]
    pairs = set(zip(hop.columns, hop.target_columns, strict=True))
    return any(
        key.target == hop.target and set(zip(key.columns, key.target_columns, strict=True)) == pairs
        for key in table.foreign_keys
    )


def timed_from_below(live: Live) -> tuple[Happening, ...]:
    """The events written on the rows below that clocks of the policy wait for."""
    waited = {event for p in live.policy.purposes.values() if p.keep for c in p.keep.clocks for event in c.events}
    return tuple(event for name, event in live.mapped.events.items() if name in waited and event.way)
