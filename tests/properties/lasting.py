"""What lasts of the time that a purpose has left, when somebody is hidden from it: the part that a sweep cannot take.

Part of the reference evaluator: it follows docs/explanation/meaning.md ("What stays", whom a row wants) and shares no
code with Troth.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from properties.evaluator import Evaluator
from properties.needed import ALONE, needed_for
from properties.reading import Happening, Hop, Owner, Row, is_true
from properties.related import Meeting


class Lasting:
    """Which rows that leave a purpose time are sure to be related to a row for as long as it stays.

    `can_go` says of a reference whether it can be taken away.
    """

    def __init__(self, evaluator: Evaluator, can_go: Callable[[Hop], bool]) -> None:
        self.evaluator = evaluator
        self.map = evaluator.map
        self.rows = evaluator.rows
        self.can_go = can_go

    def lasts(self, purpose: str, table: str, owner: Owner, row: Row) -> bool:
        """Whether a lasting row leaves time, in each table that the time of the purpose hangs on."""
        condition = self.evaluator.purposes[purpose].get("while")
        if condition and not self._is_met(self.map.conditions[condition], table, owner, row):
            return False
        return all(
            any(
                all(self.evaluator.alive_under(limit, there) for limit in limits)
                for there in self._lasting(table, owner, row, happens_to)
            )
            for happens_to, limits in self.evaluator.limits_by_table(purpose).items()
        )

    def _is_met(self, condition: Happening, table: str, owner: Owner, row: Row) -> bool:
        below_it = condition.table != condition.happens_to
        (chain,) = self.map.shortest_chains(condition.table, condition.happens_to) if below_it else [()]
        return any(
            is_true(condition.where, below) and (not below_it or self._stays(condition.table, below, chain))
            for there in self._lasting(table, owner, row, condition.happens_to)
            for below in self.rows.rows_below(condition, there)
        )

    def _lasting(self, table: str, owner: Owner, row: Row, happens_to: str) -> Iterator[Row]:
        relation = self.rows.relation(table, owner, happens_to)
        assert relation is not None
        refers = owner.path[: len(relation.hops)] == relation.hops or not any(map(self.can_go, relation.hops))
        for there in self.rows.related(table, owner, row, happens_to):
            if not relation.others:
                if refers:
                    yield there
            elif any(
                self._stays(happens_to, there, other.path if relation.rule == ALONE else theirs)
                for other, theirs, ours in relation.others
                if self._is_by(table, owner, row, (happens_to, there), relation.rule, (other, theirs, ours))
            ):
                yield there

    def _is_by(self, table: str, owner: Owner, row: Row, there: tuple[str, Row], rule: int, meeting: Meeting) -> bool:
        """Whether another row is related to this one by that owner of its."""
        if rule < ALONE:
            return self.rows.meets(row, there[1], meeting)
        return self.rows.person(meeting[0], *there) == self.rows.person(owner, table, row)

    def _stays(self, table: str, row: Row, chain: tuple[Hop, ...]) -> bool:
        """Whether a row has a needed cell by which it stays, and the chain that leads up from it with it."""
        free = not any(map(self.can_go, chain))
        return self.map.is_plain(table) or any(
            needed_for(self.evaluator, table, row, column, owner)
            for column, (_, owners) in self.map.personal_columns(table).items()
            for owner in owners
            if free or owner.path[: len(chain)] == chain
        )
