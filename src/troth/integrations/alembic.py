"""Alembic migrations with the windows in their way closed, in the transaction of the migration itself.

In `env.py`:

    with context.begin_transaction(), guarded(connection, "privacy"):
        context.run_migrations()
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import Connection, event

from troth.adopt.migrate import Migrated, Migration
from troth.errors import Refused
from troth.findings import Finding, Place
from troth.rollout.deployment import read_files

NO_DRIVER, NO_TRANSACTION = "TR809", "TR810"

_CHANGES_TABLES = re.compile(r"\s*(?:alter|drop|do|call|create)\b", re.IGNORECASE)


@contextmanager
def guarded(connection: Connection, folder: Path | str, *, prefix: str | None = None) -> Iterator[list[Migrated]]:
    """Run migrations on this SQLAlchemy connection; what was closed is open again when the block ends.

    Yields a list that holds one `Migrated` afterwards. Raises Refused: TR809 if the driver is not psycopg 3, TR810
    outside a transaction, or the findings of a data map that no longer fits; the migration is then rolled back.
    """
    driver = connection.connection.driver_connection
    if not isinstance(driver, psycopg.Connection):
        raise Refused(_no_driver())
    if not connection.in_transaction():
        raise Refused(_no_transaction())
    migration = Migration(driver, read_files(Path(folder)), prefix)
    done: list[Migrated] = []

    def run(cursor: Any, statement: str, parameters: Any = None, _context: Any = None) -> bool:
        if cursor.connection is not driver or not _CHANGES_TABLES.match(statement):
            return False
        migration.run(lambda: cursor.execute(statement, parameters or None))
        return True

    def run_without(cursor: Any, statement: str, context: Any = None) -> bool:
        return run(cursor, statement, None, context)

    heard = (("do_execute", run), ("do_execute_no_params", run_without))
    for name, listener in heard:
        event.listen(connection.engine, name, listener)
    try:
        yield done
        done.append(migration.finish())
    finally:
        for name, listener in heard:
            event.remove(connection.engine, name, listener)


def _no_driver() -> Finding:
    return Finding(
        code=NO_DRIVER,
        message="this engine does not use psycopg 3",
        where=Place(object="env.py"),
        why="Troth works in the same connection, so that all of it is one transaction",
        hint='make the engine for migrations with "postgresql+psycopg://..."; the application may keep its own driver',
    )


def _no_transaction() -> Finding:
    return Finding(
        code=NO_TRANSACTION,
        message="the migrations do not run in one transaction",
        where=Place(object="env.py"),
        why="windows are closed and opened within the transaction, so that nobody sees what is in between",
        hint="write `with context.begin_transaction(), guarded(connection, ...)`, without transaction_per_migration",
    )
