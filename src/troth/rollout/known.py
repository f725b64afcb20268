"""The policy compiled for a database, and kept for as long as the company's tables stay as they are.

Compiling reads the whole catalogue. One cheap question tells whether anything in it has changed since: so work on one
person need not wait for it, and is still never done with a map of tables that are no longer so.
"""

from __future__ import annotations

import threading
from typing import Any

import psycopg

from troth.checks import Declared
from troth.compiler.build import Compiled
from troth.postgres.statements import statement
from troth.rollout.deployment import company_schemas, compile_for

Stamp = tuple[object, ...]


class Known:
    """The policy of one folder on one database, compiled when it is first needed and again after a change."""

    def __init__(self, declared: Declared, prefix: str | None = None) -> None:
        self._declared = declared
        self._prefix = prefix
        self._schemas = company_schemas(declared)
        self._lock = threading.Lock()
        self._kept: tuple[Stamp, Compiled] | None = None

    def on(self, connection: psycopg.Connection[Any]) -> Compiled:
        """The policy compiled for the database of this connection as it is now. Raises Refused."""
        stamp = self.stamp(connection)
        with self._lock:
            if self._kept is None or self._kept[0] != stamp:
                # Stamped first: a change that comes in between is noticed the next time.
                self._kept = stamp, compile_for(connection, self._declared, self._prefix)[0]
            return self._kept[1]

    def stamp(self, connection: psycopg.Connection[Any]) -> Stamp:
        """What is the same for as long as the catalogue says the same of the company's tables."""
        rows = connection.execute(statement("known stamp"), {"schemas": self._schemas}, prepare=True).fetchall()
        # Where there is not a single table, compiling says so in words.
        return (connection.info.server_version, connection.info.dbname, *(rows[0] if rows else ()))
