"""From a row to the rows an event or a condition speaks of: which of five ways applies, decided by the schema alone.

The rules are those of docs/explanation/meaning.md, "Which rows an event belongs to".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from troth.mapped.model import Hop, Mapped, MappedTable, Owner, Way
from troth.postgres.catalogue import Relation


@dataclass(frozen=True)
class Unclear:
    """There is no way, or more than one shortest way."""

    count: int

    def say(self) -> str:
        return (
            "no chain of foreign keys leads"
            if not self.count
            else f"{self.count} equally short chains of foreign keys lead"
        )


@dataclass(frozen=True, kw_only=True)
class Route:
    """Up from a row to a meeting row, and down from there: `down` leads from the other row up to the same meeting row.

    An empty way means that the row itself is the meeting row.
    """

    up: Way = ()
    down: Way = ()


@dataclass(frozen=True, kw_only=True)
class Reach:
    """How the rows of another table are related to a row: by any of some routes. `rule` is the rule that applied."""

    rule: int
    to: Relation
    routes: tuple[Route, ...]

    @property
    def itself(self) -> bool:
        return self.rule == 1


def shortest_way(
    hops: Mapping[Relation, Sequence[Hop]],
    source: Relation,
    target: Relation,
    closed: frozenset[Relation] = frozenset(),
) -> Way | Unclear:
    """The one shortest chain of foreign keys between two tables that enters no closed table on the way."""
    ways: list[Way] = [()]
    seen = {source}
    if source == target:
        return ()
    while ways:
        longer = [(*way, hop) for way in ways for hop in hops.get(way[-1].target if way else source, ())]
        arrived = [way for way in longer if way[-1].target == target]
        if arrived:
            return arrived[0] if len(arrived) == 1 else Unclear(len(arrived))
        ways = [way for way in longer if way[-1].target not in seen and way[-1].target not in closed]
        seen |= {way[-1].target for way in ways}
    return Unclear(0)


def reach(mapped: Mapped, table: MappedTable, owner: Owner, to: Relation) -> Reach | None:
    """How rows of `to` are related to a row of `table` for one of its owners, or None when they are not."""
    asked = (table.relation, owner, to)
    if asked not in mapped.once:
        mapped.once[asked] = _reach(mapped, table, owner, to)
    found: Reach | None = mapped.once[asked]
    return found


def _reach(mapped: Mapped, table: MappedTable, owner: Owner, to: Relation) -> Reach | None:
    if table.relation == to:
        return Reach(rule=1, to=to, routes=(Route(),))
    up = _upwards(mapped, table, owner, to)
    if up is not None:
        return Reach(rule=2, to=to, routes=(Route(up=up),))
    there = mapped.tables.get(to)
    kindred = [other for other in there.owners.values() if other.kind == owner.kind] if there else []
    for rule, routes in enumerate((_through(kindred, owner, table.relation), _beside(kindred, owner)), start=3):
        if routes:
            return Reach(rule=rule, to=to, routes=routes)
    own = tuple(Route(up=owner.way, down=other.way) for other in kindred if other.way)
    return Reach(rule=5, to=to, routes=own) if own else None


def _upwards(mapped: Mapped, table: MappedTable, owner: Owner, to: Relation) -> Way | None:
    for count, hop in enumerate(owner.way, start=1):
        if hop.target == to:
            return owner.way[:count]
    subjects = frozenset(mapped.subject_table(kind).relation for kind in mapped.kinds()) - {to, table.relation}
    found = shortest_way(mapped.hops, table.relation, to, subjects)
    return None if isinstance(found, Unclear) else found


def _through(kindred: Iterable[Owner], owner: Owner, here: Relation) -> tuple[Route, ...]:
    """Rows whose way to the person runs through the row at hand, and on from there as its own does."""
    return tuple(
        Route(down=other.way[: step + 1])
        for other in kindred
        for step, hop in enumerate(other.way)
        if hop.target == here and other.way[step + 1 :] == owner.way
    )


def _beside(kindred: Iterable[Owner], owner: Owner) -> tuple[Route, ...]:
    """Rows whose way to the person meets that of the row at hand before the person: each at the nearest such table."""
    return tuple(route for other in kindred if (route := _meeting(other, owner)) is not None)


def _meeting(other: Owner, owner: Owner) -> Route | None:
    for step in range(len(owner.way) - 1):
        for count, hop in enumerate(other.way):
            if hop.target == owner.way[step].target and other.way[count + 1 :] == owner.way[step + 1 :]:
                return Route(up=owner.way[: step + 1], down=other.way[: count + 1])
    return None
