"""What every batch of a sweep has in common: a transaction of its own, with its entry in the ledger."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg
from psycopg import sql

from troth.compiler.erasable.fates import Fate
from troth.ledger.entry import Entry, Json
from troth.ledger.store import record
from troth.postgres.catalogue import Relation
from troth.postgres.numbered import Numbered
from troth.postgres.statements import statement
from troth.retention.lists import Taken
from troth.retention.pace import Pace

PATIENCE = "5s"
"""How long a batch waits for whoever is in its way, beyond the rows it leaves out from the start."""

Rows = list[tuple[Any, ...]]


@dataclass
class Batches:
    """The batches of one sweep, and what has come of them so far."""

    connection: psycopg.Connection[Any]
    number: int
    pace: Pace
    at_most: int | None
    actor: str
    progress: Callable[[str, int], None]
    taken: dict[Relation, Taken] = field(default_factory=dict)
    refused: Counter[tuple[Relation, str]] = field(default_factory=Counter)
    due: int = 0
    """How many rows that were due it has come past."""
    complete: bool = True
    _known: dict[tuple[object, ...], tuple[Numbered, ...]] = field(default_factory=dict)
    """Statements that are put together once for all batches."""

    @property
    def allowed(self) -> int:
        """How many rows the next batch may take."""
        size = self.pace.size
        return size if self.at_most is None else max(min(size, self.at_most - self._touched), 0)

    @property
    def _touched(self) -> int:
        return sum(taken.touched for taken in self.taken.values())

    @contextmanager
    def one(self, rows: int) -> Iterator[dict[Relation, Taken]]:
        """One batch of so many rows: a transaction, to be told what it has taken. Raises what PostgreSQL raises."""
        done: dict[Relation, Taken] = {}
        begun = time.monotonic()
        with self.connection.transaction():
            self.connection.execute(statement("retention settings"), {"patience": PATIENCE}, prepare=True)
            yield done
            self._record(done)
        self.pace = self.pace.after(rows, time.monotonic() - begun)
        for relation, taken in done.items():
            self.taken[relation] = self.taken.get(relation, Taken()) + taken

    def again(self, rows: int) -> bool:
        """Whether a batch that was in somebody's way is tried once more, in smaller ones."""
        self.pace = self.pace.in_the_way()
        return rows > self.pace.size

    @property
    def left_over(self) -> int:
        """How many of them are still there as they were. A batch may take rows that another has come past."""
        return max(self.due - self._touched, 0)

    def passed(self, fate: Fate, due: int) -> None:
        """So many rows of a table were due."""
        self.due += due
        self.progress(str(fate.relation), due)

    def not_let(self, fate: Fate, said: str) -> None:
        """One row could not go: a constraint or a trigger of the company said so."""
        self.refused[fate.relation, said] += 1

    # -- statements --------------------------------------------------------------------------------------------------

    def run(
        self, known: tuple[object, ...], make: Callable[[], Iterable[sql.Composed]], given: Mapping[str, Any]
    ) -> Rows:
        """Some statements, one after the other; the rows of the last. `known` is what they are known by."""
        if known not in self._known:
            self._known[known] = tuple(map(Numbered.of, make()))
        rows: Rows = []
        for query in self._known[known]:
            cursor = query.run(self.connection, given, prepare=True)
            rows = cursor.fetchall() if cursor.description is not None else []
        return rows

    def _record(self, done: Mapping[Relation, Taken]) -> None:
        """One entry of the ledger for each batch that has taken anything, in the same transaction."""
        deleted, erased = sum(taken.rows for taken in done.values()), sum(taken.erased for taken in done.values())
        if not deleted and not erased:
            return
        done_so_far = {"id": self.number, "deleted": deleted, "erased": erased}
        self.connection.execute(statement("retention done"), done_so_far, prepare=True)
        tables: dict[str, Json] = {
            str(relation): {"deleted": taken.rows, "erased": dict(taken.cells)} for relation, taken in done.items()
        }
        detail: dict[str, Json] = {"sweep": self.number, "tables": tables}
        record(self.connection, Entry(what="sweep", actor=self.actor, detail=detail))
