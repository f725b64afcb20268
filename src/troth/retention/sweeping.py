"""A sweep from its plan to its end: looked at first, then carried out, then Troth's own tables."""

from __future__ import annotations

import getpass
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import psycopg

from troth.compiler.build import Compiled
from troth.errors import Refused
from troth.findings import Finding, Level, Place
from troth.postgres.statements import statement
from troth.retention.falling_due import Expiry
from troth.retention.lists import Lists, listed, survey_of
from troth.retention.own_tables import look, sweep_own
from troth.retention.plan import SweepPlan, plan_of
from troth.retention.sweep import Sweep, Swept

ADOPTING, REFUSED = "TR721", "TR722"

BIG = 1_000
"""From so many rows on, the first sweep of a database asks for their number to be typed."""

Connection = psycopg.Connection[Any]
Looking = Callable[[str], None]
Progress = Callable[[str, int], None]


@dataclass(frozen=True)
class Sweeping:
    """A sweep that has been looked at, and that has taken nothing yet."""

    connection: Connection
    compiled: Compiled
    lists: Lists

    @property
    def touched(self) -> int:
        """How many rows of the company's tables it would delete or change."""
        return sum(taken.touched for taken in self.lists.due.values())

    @property
    def first(self) -> bool:
        """Whether no sweep of this database has ever come to its end."""
        return last_sweep(self.connection) is None

    def plan(self, ahead: tuple[Expiry, ...] = ()) -> SweepPlan:
        """What it would take and why."""
        return plan_of(self.lists, own=look(self.connection, self.compiled), ahead=ahead)

    def run(
        self,
        *,
        batch: int | None = None,
        at_most: int | None = None,
        actor: str | None = None,
        progress: Progress = lambda _table, _rows: None,
    ) -> Swept:
        """Carry it out, in batches of their own transactions. It can be stopped at any time, and begun again.

        What fell due since goes as well.
        """
        return run_sweep(self.connection, self.compiled, batch=batch, at_most=at_most, actor=actor, progress=progress)


def run_sweep(
    connection: Connection,
    compiled: Compiled,
    *,
    batch: int | None = None,
    at_most: int | None = None,
    actor: str | None = None,
    progress: Progress = lambda _table, _rows: None,
) -> Swept:
    """A sweep that nobody looks at first. Raises Refused (TR721)."""
    _not_adopting(compiled)
    who = actor or getpass.getuser()
    swept = Sweep(connection, compiled, batch=batch, at_most=at_most, actor=who, progress=progress).run()
    return replace(swept, own=sweep_own(connection, compiled, actor=who))


@contextmanager
def sweeping(connection: Connection, compiled: Compiled, looking: Looking = lambda _what: None) -> Iterator[Sweeping]:
    """The lists of a sweep. `connection` is a login that owns the tables. Raises Refused (TR721)."""
    _not_adopting(compiled)
    with listed(connection, survey_of(connection, compiled), looking) as lists:
        yield Sweeping(connection, compiled, lists)


def _not_adopting(compiled: Compiled) -> None:
    if compiled.mapped.adopting:
        raise Refused(_adopting(compiled))


@dataclass(frozen=True, kw_only=True)
class Past:
    """A sweep that came to its end."""

    number: int
    actor: str
    started_at: datetime
    finished_at: datetime
    deleted: int
    erased: int
    left_over: int


def last_sweep(connection: Connection) -> Past | None:
    """The last sweep that came to its end."""
    row = connection.execute(statement("retention last")).fetchone()
    names = ("number", "actor", "started_at", "finished_at", "deleted", "erased", "left_over")
    return Past(**dict(zip(names, row, strict=True))) if row else None


def refusals(swept: Swept) -> tuple[Finding, ...]:
    """What a constraint or a trigger of the company did not let go."""
    return tuple(
        Finding(
            code=REFUSED,
            message=f"{count:,} rows of `{table}` could not be erased: {said}",
            where=Place(object=f"table {table}"),
            why="they are no longer needed, and are still there",
            hint="change the constraint or the trigger, or say another `erase` for the columns it speaks of",
            level=Level.ERROR,
        )
        for (table, said), count in sorted(swept.refused.items())
    )


def _adopting(compiled: Compiled) -> Finding:
    unmapped = compiled.mapped.unmapped
    return Finding(
        code=ADOPTING,
        message=f"adopting: nothing is swept while {len(unmapped)} tables and columns are not mapped",
        where=Place(object=unmapped[0] if unmapped else "tables.yaml, adopting"),
        why="what nobody has mapped may need the rows that a sweep would take",
        hint="map them, then take `adopting: true` out of the data map",
    )
