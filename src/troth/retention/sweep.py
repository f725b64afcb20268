"""The sweep: what nothing needs any more is erased in small batches, each a transaction with an entry in the ledger.

Whatever happens between two batches, nothing is half done: the next sweep finds what is left. A batch locks its rows,
leaves out those that somebody works on, and decides anew about the others before it touches them.
"""

from __future__ import annotations

import getpass
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import psycopg
from psycopg import sql

from troth.compiler.fates import Fate
from troth.compiler.order import Group
from troth.ledger.entry import Entry, Json
from troth.ledger.store import record
from troth.postgres.catalogue import Relation
from troth.postgres.statements import statement
from troth.retention.lists import Lists, Taken
from troth.retention.own import Own
from troth.retention.text import as_text

BATCH = 1_000
"""Rows of one batch, unless said otherwise."""

PATIENCE = "5s"
"""How long a batch waits for whoever is in its way, beyond the rows it leaves out from the start."""

_LATER = (psycopg.errors.LockNotAvailable, psycopg.errors.DeadlockDetected, psycopg.errors.SerializationFailure)
_REFUSED = (psycopg.errors.IntegrityError, psycopg.errors.DataError, psycopg.errors.RaiseException)


@dataclass(frozen=True, kw_only=True)
class Swept:
    """What a sweep has done."""

    number: int
    taken: Mapping[Relation, Taken]
    left_over: int
    """Rows of the lists that were in use, or needed again by then, or refused."""
    refused: Mapping[tuple[Relation, str], int]
    """Rows that a constraint or a trigger of the company did not let go, by what it said."""
    complete: bool
    """Whether it has been through all lists; else it has stopped at the most that it was to take."""
    own: Own = field(default_factory=Own)
    """What has gone of Troth's own tables."""

    @property
    def rows(self) -> int:
        return sum(taken.rows for taken in self.taken.values())

    @property
    def cells(self) -> int:
        return sum(taken.erased for taken in self.taken.values())

    def __str__(self) -> str:
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        yield f"Sweep {self.number}: {self.rows:,} rows deleted, {self.cells:,} cells erased."
        for table, taken in sorted(self.taken.items()):
            cells = ", ".join(f"{count:,} {column}" for column, count in taken.cells.items())
            yield f"  {table}: {taken.rows:,} rows" + (f"; cells: {cells}" if cells else "")
        if not self.own.empty:
            yield str(self.own)
        if self.left_over:
            yield f"{self.left_over:,} rows were in use, needed again or refused: the next sweep looks at them again."
        if not self.complete:
            yield "Stopped at the most that it was to take: the next sweep goes on."

    def to_json(self) -> dict[str, object]:
        """What was done, as plain data."""
        return {
            "sweep": self.number,
            "rows": self.rows,
            "cells": self.cells,
            "complete": self.complete,
            "left_over": self.left_over,
            "own": self.own.to_json(),
            "tables": {
                str(table): {"deleted": taken.rows, "erased": dict(taken.cells)}
                for table, taken in sorted(self.taken.items())
            },
            "refused": [
                {"table": str(table), "said": said, "rows": count} for (table, said), count in self.refused.items()
            ],
        }


@dataclass
class Sweep:
    """One sweep over lists. `at_most` is how many rows it may delete or change; without it, all."""

    lists: Lists
    batch: int = BATCH
    at_most: int | None = None
    actor: str = field(default_factory=getpass.getuser)
    progress: Callable[[str, int], None] = field(default=lambda _table, _rows: None)
    """Told after each batch: the table, and how many rows of its list it has come past since."""

    def __post_init__(self) -> None:
        self.taken: dict[Relation, Taken] = {}
        self.refused: Counter[tuple[Relation, str]] = Counter()
        self.passed = 0
        self.number = 0

    def run(self) -> Swept:
        """Work through the lists."""
        ((self.number,),) = self._rows(statement("retention begin"), {"actor": self.actor})
        for group in self.lists.survey.groups:
            for fate in group:
                if fate.relation in self.lists.due:
                    self._work_through(group, fate)
        complete = self.passed == sum(taken.touched for taken in self.lists.due.values())
        left_over = max(self.passed - self._touched(), 0)
        if complete:
            self._rows(statement("retention end"), {"id": self.number, "left_over": left_over})
        return Swept(number=self.number, taken=self.taken, left_over=left_over, refused=self.refused, complete=complete)

    def _touched(self) -> int:
        return sum(taken.touched for taken in self.taken.values())

    def _work_through(self, group: Group, fate: Fate) -> None:
        """All stretches of one table's list, each a batch."""
        after, end = 0, self.lists.due[fate.relation].touched
        while after < end:
            allowed = self.batch if self.at_most is None else min(self.batch, self.at_most - self._touched())
            if allowed <= 0:
                return
            to = min(after + allowed, end)
            self._stretch(group, fate, after, to)
            self.passed += to - after
            self.progress(str(fate.relation), to - after)
            after = to

    def _stretch(self, group: Group, fate: Fate, after: int, to: int) -> None:
        """One batch; if a row of it is refused, its halves, so that the others go."""
        try:
            with self.lists.connection.transaction():
                self._rows(statement("retention settings"), {"patience": PATIENCE})
                done = self._carry_out(group, fate, {"after": after, "to": to})
                self._record(done)
        except _LATER:
            return
        except _REFUSED as problem:
            self._halve(group, fate, after, to, problem)
            return
        for relation, taken in done.items():
            self.taken[relation] = self.taken.get(relation, Taken()) + taken

    def _halve(self, group: Group, fate: Fate, after: int, to: int, problem: psycopg.Error) -> None:
        if to - after == 1:
            name = problem.diag.constraint_name
            said = f"constraint {name}" if name else problem.diag.message_primary or "PostgreSQL"
            self.refused[fate.relation, said] += 1
            return
        middle = (after + to) // 2
        self._stretch(group, fate, after, middle)
        self._stretch(group, fate, middle, to)

    # -- one batch ---------------------------------------------------------------------------------------------------

    def _carry_out(self, group: Group, fate: Fate, stretch: Mapping[str, int]) -> dict[Relation, Taken]:
        if self._is_simple(group):
            rows = self._run("lock", fate, lambda: (self.lists.survey.lock(fate),), stretch)
            locked = {"rows": [row[0] for row in rows]}
            return self.lists.tally(self._run("carry out", fate, lambda: (self.lists.survey.carry_out(fate),), locked))
        self._run("begin", fate, lambda: tuple(self.lists.survey.begin(group, fate)), stretch)
        done = self._run("carry out", group[0], lambda: (self.lists.survey.carry_out_batch(group),), {})
        return self.lists.tally(done)

    def _is_simple(self, group: Group) -> bool:
        first = group[0].number
        if first not in self._simple:
            self._simple[first] = self.lists.survey.is_simple(group)
        return self._simple[first]

    @cached_property
    def _simple(self) -> dict[int, bool]:
        return {}

    @cached_property
    def _texts(self) -> dict[tuple[str, int], tuple[bytes, ...]]:
        """Statements as text: they are long, and composed once for all batches."""
        return {}

    def _run(
        self, name: str, fate: Fate, make: Callable[[], tuple[sql.Composed, ...]], given: Mapping[str, Any]
    ) -> list[tuple[Any, ...]]:
        """Some statements, one after the other; the rows of the last."""
        known = (name, fate.number)
        if known not in self._texts:
            self._texts[known] = tuple(as_text(query, ("after", "to", "rows")) for query in make())
        rows: list[tuple[Any, ...]] = []
        for query in self._texts[known]:
            rows = self._rows(query, given)
        return rows

    def _rows(self, query: bytes | sql.SQL, given: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        cursor = self.lists.connection.execute(query, given)
        return cursor.fetchall() if cursor.description is not None else []

    def _record(self, done: Mapping[Relation, Taken]) -> None:
        """One entry of the ledger for each batch that has taken anything, in the same transaction."""
        deleted, erased = sum(taken.rows for taken in done.values()), sum(taken.erased for taken in done.values())
        if not deleted and not erased:
            return
        self._rows(statement("retention done"), {"id": self.number, "deleted": deleted, "erased": erased})
        tables: dict[str, Json] = {
            str(relation): {"deleted": taken.rows, "erased": dict(taken.cells)} for relation, taken in done.items()
        }
        detail: dict[str, Json] = {"sweep": self.number, "tables": tables}
        record(self.lists.connection, Entry(what="sweep", actor=self.actor, detail=detail))
