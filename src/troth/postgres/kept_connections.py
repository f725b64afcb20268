"""Connections of the tables' owner that are kept open between one piece of work and the next."""

from __future__ import annotations

import select
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg.pq import TransactionStatus

from troth.postgres.connection import connect

MOST = 4
"""Connections that are kept when nobody works with them."""

# Whoever works next finds nothing of what was set, and keeps the statements that were prepared.
_CLEAN = "discard temp; reset all; reset role"


class KeptConnections:
    """Connections to one address, opened when they are needed, each statement its own transaction."""

    def __init__(self, address: Callable[[], str]) -> None:
        self._address = address
        self._lock = threading.Lock()
        self._idle: list[psycopg.Connection[Any]] = []
        self._closed = False

    @contextmanager
    def connection(self) -> Iterator[psycopg.Connection[Any]]:
        """A connection to work with, alone. Raises Unavailable."""
        connection = self._one_of_the_idle() or connect(self._address(), autocommit=True)
        try:
            yield connection
        finally:
            self._give_back(connection)

    def close(self) -> None:
        """Close what is idle, and keep nothing from here on."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    def _one_of_the_idle(self) -> psycopg.Connection[Any] | None:
        with self._lock:
            while self._idle:
                connection = self._idle.pop()
                if not _ended(connection):
                    return connection
                connection.close()
        return None

    def _give_back(self, connection: psycopg.Connection[Any]) -> None:
        if connection.closed or connection.pgconn.transaction_status != TransactionStatus.IDLE:
            connection.close()
            return
        try:
            connection.execute(_CLEAN, prepare=False)
        except psycopg.Error:
            connection.close()
            return
        with self._lock:
            if not self._closed and len(self._idle) < MOST:
                self._idle.append(connection)
                return
        connection.close()


def _ended(connection: psycopg.Connection[Any]) -> bool:
    """Whether the server has ended a connection on which nothing was asked: it says so without being asked."""
    if connection.closed:
        return True
    readable, _, _ = select.select([connection.pgconn.socket], [], [], 0)
    return bool(readable)
