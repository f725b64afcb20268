"""In which order tables are swept: those that refer to others first, and together those that refer to each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from troth.compiler.erasable.fates import Fate, timed_from_below
from troth.compiler.live.live import Live
from troth.postgres.catalogue import Relation

Group = tuple[Fate, ...]


def in_order(live: Live, fates: Mapping[Relation, Fate]) -> tuple[Group, ...]:
    """The tables in groups. What a row hangs on is in its own group or in an earlier one."""
    follows = {name: set(_follows(live, fates, fate)) & set(fates) for name, fate in fates.items()}
    found = _Groups(follows)
    for name in fates:
        if name not in found.number:
            found.visit(name)
    return tuple(tuple(fates[name] for name in group) for group in reversed(found.groups))


def is_circular(live: Live, fate: Fate) -> bool:
    """Whether rows of a table can hang on other rows of the same table."""
    return fate.relation in set(_follows(live, {fate.relation: fate}, fate))


def _follows(live: Live, fates: Mapping[Relation, Fate], fate: Fate) -> Iterator[Relation]:
    """The tables of which rows stay because a row of this table does."""
    yield from (hop.target for hop in fate.hops)
    for event in timed_from_below(live):
        if event.to == fate.relation:
            yield from (hop.source for hop in event.way)


@dataclass
class _Groups:
    """Tarjan's algorithm: the strongly connected components of a graph, each after those that it leads to."""

    follows: Mapping[Relation, set[Relation]]
    number: dict[Relation, int] = field(default_factory=dict)
    lowest: dict[Relation, int] = field(default_factory=dict)
    open: list[Relation] = field(default_factory=list)
    groups: list[tuple[Relation, ...]] = field(default_factory=list)

    def visit(self, name: Relation) -> None:
        self.number[name] = self.lowest[name] = len(self.number)
        self.open.append(name)
        for other in sorted(self.follows[name]):
            if other not in self.number:
                self.visit(other)
                self.lowest[name] = min(self.lowest[name], self.lowest[other])
            elif other in self.open:
                self.lowest[name] = min(self.lowest[name], self.number[other])
        if self.lowest[name] == self.number[name]:
            place = self.open.index(name)
            self.groups.append(tuple(self.open[place:]))
            del self.open[place:]
