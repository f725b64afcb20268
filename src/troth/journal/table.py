"""A journal in a second database: for deployments with more than one machine. Whose backups are not this one's.

Each line is a row that is only ever added. Writers take turns by a lock of that database.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

from troth.errors import Unavailable
from troth.findings import Finding, Place
from troth.journal.chain import Adding, Chain
from troth.journal.file import UNWRITABLE
from troth.postgres.kept_connections import KeptConnections
from troth.postgres.statements import statement

BATCH = 1000


class TableStore:
    """The journal in the table `troth_journal.line` of the database at an address."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._kept = KeptConnections(lambda: url)

    def __str__(self) -> str:
        parts = conninfo_to_dict(self._url)
        return " ".join(f"{name}={parts[name]}" for name in ("host", "port", "dbname") if parts.get(name))

    @property
    def exists(self) -> bool:
        with self._kept.connection() as connection:
            return _is_there(connection)

    @contextmanager
    def adding(self, key: str, make: Adding, *, of: str, durable: bool = True) -> Iterator[None]:
        """As FileStore.adding(), and kept before the block begins. Raises Unavailable (TR741, or why there is none)."""
        self._add(key, make, of=of, durable=durable)
        yield

    def _add(self, key: str, make: Adding, *, of: str, durable: bool) -> None:
        with self._kept.connection() as connection:
            try:
                if not _is_there(connection):
                    _set_up(connection)
                with connection.transaction():
                    if not durable:
                        connection.execute("set local synchronous_commit = off")
                    connection.execute(statement("journal turn"))
                    chain = _stands(connection, of)
                    fresh = [] if chain.journal else [chain.first_line(key)]
                    lines = [*fresh, *make(chain)]
                    connection.execute(
                        statement("journal add"), {"lines": lines, "of": of, "sorts": [_sort(line) for line in lines]}
                    )
            except psycopg.errors.DatabaseError as problem:
                raise Unavailable(_unwritable(str(self), problem)) from None

    def stands(self, of: str) -> Chain:
        """As FileStore.stands()."""
        with self._kept.connection() as connection:
            return _stands(connection, of) if _is_there(connection) else Chain()

    def lines(self) -> Iterator[str]:
        """Every line, the oldest first."""
        with self._kept.connection() as connection:
            if not _is_there(connection):
                return
            with connection.transaction(), connection.cursor("troth_journal") as cursor:
                cursor.itersize = BATCH
                for (line,) in cursor.execute(statement("journal lines")):
                    yield line

    def close(self) -> None:
        self._kept.close()


def _is_there(connection: psycopg.Connection[Any]) -> bool:
    row = connection.execute(statement("journal is there")).fetchone()
    return row is not None and bool(row[0])


def _set_up(connection: psycopg.Connection[Any]) -> None:
    with connection.transaction():
        connection.execute(statement("journal turn"))
        if not _is_there(connection):
            connection.execute(statement("journal set up"))


def _stands(connection: psycopg.Connection[Any], of: str) -> Chain:
    """From the few lines that say it: the one that begins the journal, the last deed, the last end, the last line."""
    chain = Chain()
    for (line,) in connection.execute(statement("journal ends"), {"of": of}).fetchall():
        chain.read(line)
    return dataclasses.replace(chain, broken=[])


def _sort(line: str) -> str:
    return str(next(iter(json.loads(line))))


def _unwritable(where: str, problem: psycopg.Error) -> Finding:
    return Finding(
        code=UNWRITABLE,
        message=f"the journal cannot be written: {problem.diag.message_primary or problem}",
        where=Place(object=where),
        why="what a person asked for is written there before it is done, so that no restored backup forgets it",
        hint="name a database in TROTH_JOURNAL in which this login may create a schema, or a file",
    )
