"""From a row to the rows an event or a condition speaks of: which of five ways applies, decided by the schema alone.

The rules are those of docs/explanation/meaning.md, "Which rows an event belongs to".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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
class Descent:
    """From rows of the other table to the row where both ways meet; `owner` is whose way it is, if `when` limits it."""

    way: Way
    owner: Owner | None = None


@dataclass(frozen=True, kw_only=True)
class Reach:
    """How the rows of another table are related to a row: up to a meeting row, and every way that leads down from it.

    Both empty: the row itself. `rule` is the number of the rule that applied.
    """

    rule: int
    to: Relation
    up: Way
    downs: tuple[Descent, ...]

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
    if table.relation == to:
        return Reach(rule=1, to=to, up=(), downs=(Descent(way=()),))
    up = _upwards(mapped, table, owner, to)
    if up is not None:
        return Reach(rule=2, to=to, up=up, downs=(Descent(way=()),))
    there = mapped.tables.get(to)
    if there is None:
        return None
    return _through(there, owner, table.relation) or _beside(there, owner) or _of_the_person(there, owner)


def _upwards(mapped: Mapped, table: MappedTable, owner: Owner, to: Relation) -> Way | None:
    for count, hop in enumerate(owner.way, start=1):
        if hop.target == to:
            return owner.way[:count]
    subjects = frozenset(mapped.subject_table(kind).relation for kind in mapped.kinds()) - {to}
    if table.subject:
        subjects -= {table.relation}
    found = shortest_way(_foreign_keys(mapped), table.relation, to, subjects)
    return None if isinstance(found, Unclear) else found


def _foreign_keys(mapped: Mapped) -> dict[Relation, tuple[Hop, ...]]:
    """Foreign keys as the catalogue has them, and the declared links that owners use."""
    found: dict[Relation, tuple[Hop, ...]] = {}
    for relation, table in mapped.tables.items():
        keys = [
            Hop(source=relation, columns=key.columns, target=key.target, target_columns=key.target_columns)
            for key in table.table.foreign_keys
        ]
        known = {(frozenset(hop.columns), hop.target) for hop in keys}
        links = [owner.way[0] for owner in table.owners.values() if owner.way]
        extra = {hop for hop in links if (frozenset(hop.columns), hop.target) not in known}
        found[relation] = (*keys, *sorted(extra, key=str))
    return found


def _kindred(there: MappedTable, owner: Owner) -> Iterator[Owner]:
    return (other for other in there.owners.values() if other.kind == owner.kind)


def _through(there: MappedTable, owner: Owner, here: Relation) -> Reach | None:
    downs = []
    for other in _kindred(there, owner):
        for step, hop in enumerate(other.way):
            if hop.target == here and other.way[step + 1 :] == owner.way:
                downs.append(Descent(way=other.way[: step + 1], owner=other))
    return Reach(rule=3, to=there.relation, up=(), downs=tuple(downs)) if downs else None


def _beside(there: MappedTable, owner: Owner) -> Reach | None:
    for step in range(len(owner.way) - 1):
        meeting, rest = owner.way[step].target, owner.way[step + 1 :]
        downs = []
        for other in _kindred(there, owner):
            for count, hop in enumerate(other.way):
                if hop.target == meeting and other.way[count + 1 :] == rest:
                    downs.append(Descent(way=other.way[: count + 1], owner=other))
        if downs:
            return Reach(rule=4, to=there.relation, up=owner.way[: step + 1], downs=tuple(downs))
    return None


def _of_the_person(there: MappedTable, owner: Owner) -> Reach | None:
    downs = tuple(Descent(way=other.way, owner=other) for other in _kindred(there, owner) if other.way)
    return Reach(rule=5, to=there.relation, up=owner.way, downs=downs) if downs else None
