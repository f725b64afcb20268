"""The sweep: what nothing needs any more is erased in small batches, each a transaction with an entry in the ledger.

Whatever happens between two batches, nothing is half done: the next sweep finds what is left. Where nothing hangs on
other rows of the sweep, a table is gone straight through; other tables by lists.
"""

from __future__ import annotations

import getpass
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import psycopg

from troth.compiler.build import Compiled
from troth.compiler.swept.order import Group
from troth.compiler.swept.survey import Survey
from troth.postgres.catalogue import Relation
from troth.postgres.statements import statement
from troth.retention.batches import Batches
from troth.retention.lists import Taken, listed, survey_of
from troth.retention.own_tables import Own
from troth.retention.pace import Pace, pace_of
from troth.retention.straight import Through
from troth.retention.stretches import Stretches


@dataclass(frozen=True, kw_only=True)
class Swept:
    """What a sweep has done."""

    number: int
    taken: Mapping[Relation, Taken]
    left_over: int
    """Rows that were due and in use, or needed again by then, or refused."""
    refused: Mapping[tuple[Relation, str], int]
    """Rows that a constraint or a trigger of the company did not let go, by what it said."""
    complete: bool
    """Whether it has been through everything; else it has stopped at the most that it was to take."""
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
    """One sweep. `batch` is how many rows a batch takes, found on the way if not said; `at_most` how many rows the
    sweep may delete or change, all if not said."""

    connection: psycopg.Connection[Any]
    compiled: Compiled
    batch: int | None = None
    at_most: int | None = None
    actor: str = field(default_factory=getpass.getuser)
    progress: Callable[[str, int], None] = field(default=lambda _table, _rows: None)
    """Told after each batch: the table, and how many rows that were due it has come past since."""

    def run(self) -> Swept:
        """Take what is due, table by table: those that refer to others first."""
        ((number,),) = self.connection.execute(statement("retention begin"), {"actor": self.actor}).fetchall()
        done = Batches(self.connection, number, self._pace, self.at_most, self.actor, self.progress)
        survey = survey_of(self.connection, self.compiled)
        for group in survey.groups:
            done.pace = self._pace
            self._sweep(done, survey, group)
        if done.complete:
            self.connection.execute(statement("retention end"), {"id": number, "left_over": done.left_over})
        return Swept(
            number=number, taken=done.taken, left_over=done.left_over, refused=done.refused, complete=done.complete
        )

    @property
    def _pace(self) -> Pace:
        """Of each table anew: what one has shown says nothing about the next."""
        return pace_of(self.batch)

    def _sweep(self, done: Batches, survey: Survey, group: Group) -> None:
        pages = self._pages(group[0].relation) if survey.is_simple(group) else None
        if pages is not None:
            Through(done, survey, group[0]).sweep(pages)
            return
        with listed(self.connection, survey.around(group)) as lists:
            Stretches(done, lists, group).sweep()

    def _pages(self, relation: Relation) -> int | None:
        """How far a table is to be gone through, if it can be gone straight through."""
        given = {"schema": relation.schema, "name": relation.name}
        row = self.connection.execute(statement("retention pages"), given).fetchone()
        return row[0] if row else None
