"""The marketplace, deployed once, and what a verification says of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from databases import FreshDatabase, Server, fresh_database
from opening import quick_apply
from troth.checks.declared import Declared
from troth.rollout.deployment import compile_anew, read_files
from troth.verify.drift import verify
from troth.verify.report import Report
from troth.verify.ways_in import found_again

MARKETPLACE = Path(__file__).parent / "assets" / "marketplace"


@dataclass(frozen=True)
class Shop:
    """A database in which the marketplace's policy was applied."""

    database: FreshDatabase
    declared: Declared

    def run(self, statements: str, *, chief: bool = False) -> None:
        """Run statements as the plain owner, or as a superuser."""
        with psycopg.connect(self.database.superuser if chief else self.database.url, autocommit=True) as connection:
            connection.execute(statements)

    def report(self, declared: Declared | None = None) -> Report:
        declared = declared or self.declared
        with psycopg.connect(self.database.url, autocommit=True) as connection:
            compiled, _ = compile_anew(connection, declared, None, despite=found_again())
            return verify(connection, compiled, declared=declared)


@contextmanager
def deployed_shop(server: Server) -> Iterator[Shop]:
    """A new database with the marketplace's tables and its policy applied."""
    with fresh_database(server) as made, psycopg.connect(made.url, autocommit=True) as owner:
        owner.execute((MARKETPLACE / "schema.sql").read_text())
        declared = read_files(MARKETPLACE / "privacy").declared
        quick_apply(owner, declared)
        yield Shop(made, declared)
