"""What is needed no more, at the front door: a sweep and its plan, and what will fall due. No rules of its own."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import psycopg
from psycopg.rows import TupleRow

from troth.compiler.build import Compiled
from troth.elsewhere.files import look_for_files, owe_files
from troth.retention.falling_due import Expiry, Period, look_ahead, next_days
from troth.retention.plan import SweepPlan
from troth.retention.sweep import Swept
from troth.retention.sweeping import Sweeping, run_sweep, sweeping

Looking = Callable[[str], None]


def _nothing(_what: str) -> None:
    """Nobody wants to know what is being looked at."""


class Retention(ABC):
    """What the front door can do with data that nothing needs any more."""

    @abstractmethod
    def owner(self) -> AbstractContextManager[psycopg.Connection[TupleRow]]:
        """A connection of the tables' owner."""

    @abstractmethod
    def require_replayed(self, connection: psycopg.Connection[TupleRow]) -> None:
        """Raises Refused (TR744) while the database is older than its journal."""

    @abstractmethod
    def compiled(self) -> Compiled:
        """The policy compiled for the database as it is now."""

    @contextmanager
    def sweeping(self, looking: Looking = _nothing) -> Iterator[Sweeping]:
        """A sweep to look at first: `.plan()`, then `.run()`.

        Raises Refused (TR721 while adopting; TR744 while holds and objections may be forgotten that keep something).
        """
        compiled = self.compiled()
        with self.owner() as connection:
            self.require_replayed(connection)
            with sweeping(connection, compiled, looking) as found:
                yield found

    def plan_sweep(self, *, ahead: bool = True, looking: Looking = _nothing) -> SweepPlan:
        """What the next sweep would take, by table, column and cause; with the next days on which more falls due.

        Changes nothing. Raises Refused (TR721 while adopting).
        """
        with self.sweeping(looking) as found:
            return found.plan(next_days(self.ahead(by=Period.DAY, looking=looking)) if ahead else ())

    def sweep(self, *, batch: int | None = None, at_most: int | None = None, actor: str | None = None) -> Swept:
        """Erase what nothing needs any more, in batches of their own transactions, and what is due of Troth's own.

        `batch`: rows of one transaction; if not said, few at first and more while they are quick. `at_most`: how many
        rows of the company's tables it may delete or change. Raises Refused as sweeping().
        """
        compiled = self.compiled()
        with self.owner() as connection:
            self.require_replayed(connection)
            _owe_files(connection, compiled)
            return run_sweep(connection, compiled, batch=batch, at_most=at_most, actor=actor)

    def owe_files(self) -> int:
        """Write down which files in other systems are to be removed before their cells go; how many are new."""
        compiled = self.compiled()
        with self.owner() as connection:
            return _owe_files(connection, compiled)

    def ahead(self, *, by: Period = Period.MONTH, looking: Looking = _nothing) -> tuple[Expiry, ...]:
        """What of today's data falls due when, by table and column. Changes nothing."""
        compiled = self.compiled()
        with self.owner() as connection:
            return look_ahead(connection, compiled, by=by, looking=looking)


def _owe_files(connection: psycopg.Connection[TupleRow], compiled: Compiled) -> int:
    with connection.transaction():
        files = look_for_files(connection, compiled)
        owe_files(connection, files)
    return len(files)
