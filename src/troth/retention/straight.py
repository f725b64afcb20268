"""One table swept straight through, from its first page to the last that it had when the sweep came to it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import psycopg

from troth.compiler.erasable.fates import Fate
from troth.compiler.swept.straight import Straight
from troth.compiler.swept.survey import Survey
from troth.retention.batches import Batches, Rows
from troth.retention.lists import by_table
from troth.retention.refused import IN_THE_WAY, said_by_the_company


@dataclass(frozen=True)
class Place:
    """Between which two places of the table rows are still to be looked at, as PostgreSQL writes them."""

    after: str
    end: str


@dataclass(frozen=True)
class Looked:
    """Where a batch ended (None at the end of the table), and how many rows of it were due."""

    place: Place | None
    due: int


@dataclass(frozen=True)
class Through:
    """The way through one table."""

    batches: Batches
    survey: Survey
    fate: Fate

    def sweep(self, pages: int) -> None:
        """All rows of the first so many pages, in batches."""
        place: Place | None = Place("(0,0)", f"({pages},0)")
        while place is not None:
            if self.batches.allowed:
                place = self._batch(place, self.batches.allowed)
                continue
            looked = self._look(place, self.batches.pace.size)
            if looked.due:
                self.batches.complete = False
                return
            place = looked.place

    def _batch(self, place: Place, most: int) -> Place | None:
        """One batch; if a row of it is refused, its halves, so that the others go. Where it ended."""
        try:
            with self.batches.one(most) as done:
                rows = self._run("carry out", place, most)
                looked = self._looked(rows, place, most)
                taken = ((self.fate, *row[4:]) for row in rows if row[3] is not None)
                done.update(by_table(self.survey.policy, taken))
        except IN_THE_WAY:
            if self.batches.again(most):
                return place
            looked = self._look(place, most)
        except psycopg.DatabaseError as problem:
            said = said_by_the_company(problem)
            if most > 1:
                middle = self._batch(place, most // 2)
                return self._batch(middle, most - most // 2) if middle else None
            looked = self._look(place, most)
            self.batches.not_let(self.fate, said)
        self.batches.passed(self.fate, looked.due)
        return looked.place

    def _look(self, place: Place, most: int) -> Looked:
        return self._looked(self._run("look", place, most), place, most)

    @staticmethod
    def _looked(rows: Rows, place: Place, most: int) -> Looked:
        last, found, due = rows[0][:3]
        return Looked(place=replace(place, after=last) if found == most else None, due=due)

    def _run(self, what: str, place: Place, most: int) -> Rows:
        made = Straight(self.survey.stays, self.fate, most)
        return self.batches.run(
            (what, self.fate.number, most),
            lambda: (made.carry_out() if what == "carry out" else made.look(),),
            {"after": place.after, "end": place.end},
        )
