"""Who a row is about, and which rows an event belongs to: the five rules, over foreign keys.

Part of the reference evaluator: it follows docs/explanation/meaning.md and shares no code with Troth.
"""

from __future__ import annotations

from dataclasses import dataclass

from properties.reading import DataMap, Happening, Hop, Key, Owner, Row, is_true

Person = tuple[str, Key]
"""A kind and the key of the person's row in the subject table."""


Meeting = tuple[Owner, tuple[Hop, ...], tuple[Hop, ...]]
"""An owner of the event's table that fits, with the hops from its rows, and from ours, to the row where they meet."""


@dataclass(frozen=True)
class Relation:
    """How rows of a table find the rows an event happens to. `rule` is the number in meaning.md."""

    rule: int
    hops: tuple[Hop, ...] = ()
    others: tuple[Meeting, ...] = ()


class Related:
    """The rows of all tables, and how they find each other."""

    def __init__(self, data_map: DataMap, data: dict[str, list[Row]]) -> None:
        self.map = data_map
        self.data = data

    # ---- Following links -------------------------------------------------------------------------------------------

    def follow(self, hop: Hop, row: Row | None) -> Row | None:
        """The row that a link leads to, or None if the link is null or does not count."""
        if row is None or not self._counts(hop, row):
            return None
        wanted = [row[column] for column in hop.columns]
        rows = self.data.get(hop.target, [])
        return next((found for found in rows if [found[column] for column in hop.target_columns] == wanted), None)

    def _counts(self, hop: Hop, row: Row) -> bool:
        """Whether a link is not null and not cut: where owners share it, one whose `when` is true is enough for all."""
        if any(row[column] is None for column in hop.columns):
            return False
        sharing = [owner for owner in self.map.owners[hop.table] if owner.path[:1] == (hop,)]
        return not sharing or any(owner.when is None or is_true(owner.when, row) for owner in sharing)

    def along(self, chain: tuple[Hop, ...], row: Row) -> Row | None:
        """The row that a chain of links leads to."""
        found: Row | None = row
        for hop in chain:
            found = self.follow(hop, found)
        return found

    def person(self, owner: Owner, table: str, row: Row) -> Person | None:
        """Who this owner of the row is, or None for nobody."""
        if not owner.path:
            return (owner.kind, self.map.key_of(table, row))
        last = self.along(owner.path[:-1], row)
        hop = owner.path[-1]
        if last is None or not self._counts(hop, last):
            return None
        key = dict(zip(hop.target_columns, (last[column] for column in hop.columns), strict=True))
        return (owner.kind, tuple(key[column] for column in self.map.primary_key(hop.target)))

    # ---- Which rows an event belongs to ----------------------------------------------------------------------------

    def relation(self, table: str, owner: Owner, happens_to: str) -> Relation | None:
        """The first of the five rules that applies to the schema, or None: the event does not reach the table."""
        if table == happens_to:
            return Relation(1)
        for steps, hop in enumerate(owner.path, start=1):
            if hop.target == happens_to:
                return Relation(2, hops=owner.path[:steps])
        chains = self.map.shortest_chains(table, happens_to, avoid=frozenset(self.map.subject_table.values()))
        if len(chains) == 1:
            return Relation(2, hops=chains[0])
        alike = [other for other in self.map.owners[happens_to] if other.kind == owner.kind]
        through = [other for other in alike if _leads_to(other, table) and _ends_with(other.path, owner.path)]
        if through:
            return Relation(3, others=tuple((o, o.path[: len(o.path) - len(owner.path)], ()) for o in through))
        meeting = [(other, _common_end(other.path, owner.path)) for other in alike]
        if any(common for _, common in meeting):
            return Relation(
                4,
                others=tuple(
                    (other, other.path[: len(other.path) - common], owner.path[: len(owner.path) - common])
                    for other, common in meeting
                    if common
                ),
            )
        return Relation(5, others=tuple((other, (), ()) for other in alike)) if alike else None

    def related(self, table: str, owner: Owner, row: Row, happens_to: str) -> list[Row]:
        """The rows of the event's table that are related to this row and owner."""
        relation = self.relation(table, owner, happens_to)
        if relation is None:
            raise ValueError(f"no event of {happens_to} reaches {table} for its {owner.name}")
        if relation.rule == 1:
            return [row]
        if relation.rule == 2:
            there = self.along(relation.hops, row)
            return [] if there is None else [there]
        candidates = self.data.get(happens_to, [])
        if relation.rule == 5:
            person = self.person(owner, table, row)
            theirs = [other for other, _, _ in relation.others]
            return [
                each
                for each in candidates
                if person and any(self.person(o, happens_to, each) == person for o in theirs)
            ]
        return [
            candidate
            for candidate in candidates
            if any(self.meets(row, candidate, others) for others in relation.others)
        ]

    def meets(self, row: Row, candidate: Row, others: Meeting) -> bool:
        """Whether both rows lead to the same row, each by its own steps (none of ours: to the row itself)."""
        _, theirs, ours = others
        there, here = self.along(theirs, candidate), self.along(ours, row)
        return there is not None and there is here

    def rows_below(self, happening: Happening, row: Row) -> list[Row]:
        """With `of`: the rows of the column's table that lead to this row by the shortest chain."""
        if happening.table == happening.happens_to:
            return [row]
        (chain,) = self.map.shortest_chains(happening.table, happening.happens_to)
        return [below for below in self.data.get(happening.table, []) if self.along(chain, below) is row]


def _leads_to(owner: Owner, table: str) -> bool:
    return any(hop.target == table for hop in owner.path)


def _ends_with(path: tuple[Hop, ...], end: tuple[Hop, ...]) -> bool:
    return len(path) > len(end) and path[len(path) - len(end) :] == end


def _common_end(one: tuple[Hop, ...], other: tuple[Hop, ...]) -> int:
    """How many last hops two paths share; fewer than either has, since neither table lies on the other's path."""
    count = 0
    while count + 1 < min(len(one), len(other)) and one[-count - 1] == other[-count - 1]:
        count += 1
    return count
