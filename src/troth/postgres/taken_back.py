"""Trying something out: what is done is taken back, and the statements that were prepared for it stay prepared."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg.pq import TransactionStatus


@contextmanager
def taken_back(connection: psycopg.Connection[Any]) -> Iterator[None]:
    """Whatever is done inside is undone at the end, also within a transaction that is open already.

    A rollback by psycopg's own means would forget every prepared statement of the connection; planning those that
    decide about a person takes ten times as long as running them.
    """
    alone = connection.pgconn.transaction_status == TransactionStatus.IDLE
    connection.execute("begin" if alone else "savepoint troth_tried", prepare=False)
    try:
        yield
    finally:
        if not connection.closed:
            undo = b"rollback" if alone else b"rollback to savepoint troth_tried; release savepoint troth_tried"
            connection.pgconn.exec_(undo)
