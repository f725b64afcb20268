"""The front door: one company's policy on one database. No rules of its own; every verb is a room of the house."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg.rows import TupleRow

from troth.compiler.build import Compiled
from troth.postgres.connection import connect
from troth.rollout.apply import apply
from troth.rollout.deployment import Files, compile_for, plan_for, read_files
from troth.rollout.plan import Plan


class Troth:
    """A policy folder and a database.

    `database` is the URL of a login that owns the company's tables; it is needed for plan, apply and verify alone.
    """

    def __init__(self, folder: Path | str, database: str, *, prefix: str | None = None) -> None:
        self.files: Files = read_files(Path(folder))
        self.database = database
        self.prefix = prefix

    @contextmanager
    def _owner(self) -> Iterator[psycopg.Connection[TupleRow]]:
        with connect(self.database, autocommit=True) as connection:
            yield connection

    def compiled(self) -> Compiled:
        """The policy compiled for the database as it is now. Raises Refused."""
        with self._owner() as connection:
            return compile_for(connection, self.files.declared, self.prefix)[0]

    def plan(self) -> Plan:
        """What would change, in objects and for people. Changes nothing. Raises Refused."""
        with self._owner() as connection:
            return plan_for(connection, self.files.declared, self.prefix)

    def apply(self, plan: Plan) -> None:
        """Do what a plan says, in one transaction. Raises Stale or Unavailable; then nothing has changed."""
        with self._owner() as connection:
            apply(connection, plan, policy_file=self.files.policy_text, tables_file=self.files.tables_text)
