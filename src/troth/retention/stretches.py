"""Tables whose rows hang on each other, swept by lists of what is due: each stretch of a list is a batch.

A batch locks its rows, leaves out those that somebody works on, and decides anew about the others before it touches
them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import psycopg
from psycopg import sql

from troth.compiler.erasable.fates import Fate
from troth.compiler.swept.order import Group
from troth.postgres.catalogue import Relation
from troth.retention.batches import Batches, Rows
from troth.retention.lists import Lists, Taken
from troth.retention.refused import IN_THE_WAY, said_by_the_company


@dataclass(frozen=True)
class Stretches:
    """The way through the lists of one group of tables."""

    batches: Batches
    lists: Lists
    group: Group

    def sweep(self) -> None:
        """Work through the lists."""
        for fate in self.group:
            if fate.relation in self.lists.due:
                self._work_through(fate)

    def _work_through(self, fate: Fate) -> None:
        after, end = 0, self.lists.due[fate.relation].touched
        while after < end:
            if not self.batches.allowed:
                self.batches.complete = False
                return
            after = self._stretch(fate, after, min(after + self.batches.allowed, end))

    def _stretch(self, fate: Fate, after: int, to: int) -> int:
        """One batch; if a row of it is refused, its halves, so that the others go. Where it ended."""
        try:
            with self.batches.one(to - after) as done:
                done.update(self._carry_out(fate, {"after": after, "to": to}))
        except IN_THE_WAY:
            if self.batches.again(to - after):
                return after
        except psycopg.DatabaseError as problem:
            said = said_by_the_company(problem)
            if to - after > 1:
                middle = (after + to) // 2
                reached = self._stretch(fate, after, middle)
                return self._stretch(fate, middle, to) if reached == middle else reached
            self.batches.not_let(fate, said)
        self.batches.passed(fate, to - after)
        return to

    def _carry_out(self, fate: Fate, stretch: Mapping[str, int]) -> dict[Relation, Taken]:
        survey = self.lists.survey
        if self._simple:
            rows = self._run("lock", fate, lambda: (survey.lock(fate),), stretch)
            locked = {"rows": [row[0] for row in rows]}
            return self.lists.tally(self._run("carry out", fate, lambda: (survey.carry_out(fate),), locked))
        self._run("begin", fate, lambda: survey.begin(self.group, fate), stretch)
        done = self._run("carry out", self.group[0], lambda: (survey.carry_out_batch(self.group),), {})
        return self.lists.tally(done)

    @cached_property
    def _simple(self) -> bool:
        return self.lists.survey.is_simple(self.group)

    def _run(
        self, what: str, fate: Fate, make: Callable[[], Iterable[sql.Composed]], given: Mapping[str, object]
    ) -> Rows:
        return self.batches.run((what, "listed", fate.number), make, given)
