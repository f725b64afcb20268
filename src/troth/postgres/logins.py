"""Working as one role of the database or another: for each, a few connections that logged in as that role, kept open.

Nobody who has such a connection can become another role with it, whatever statement is smuggled in.
"""
# Made from logins_async.py by tools/async_to_sync.py.

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import ClassVar, Self

import psycopg
from psycopg import sql
from psycopg.pq import TransactionStatus
from psycopg.rows import TupleRow
from psycopg_pool import ConnectionPool, PoolClosed, PoolTimeout

from troth.errors import Unavailable
from troth.findings import Finding, Place
from troth.postgres.connection import seconds_to_wait, why_unavailable

NO_LOGIN, NONE_FREE = "TR618", "TR619"

REFUSED_LOGIN = "TR602"
"""What connection.py finds when PostgreSQL knows no such role, or not with this password."""

MOST = 4
"""Connections of one role that are open at the same time, by default."""

PATIENCE = 30.0
"""Seconds to wait for one of them to become free."""

_USABLE = (TransactionStatus.IDLE, TransactionStatus.INTRANS, TransactionStatus.INERROR)

# A temporary table would come before a view of the same name in the next block; a changed search path, too. A cursor
# goes on showing what it saw, and a lock that nobody lets go of stops the desk for as long as the connection is kept.
_CLEAN = sql.SQL(
    "discard temp; reset all; close all; unlisten *; discard sequences; select pg_catalog.pg_advisory_unlock_all()"
)
_COMMIT, _ROLLBACK = sql.SQL("; ").join([sql.SQL("commit"), _CLEAN]), sql.SQL("; ").join([sql.SQL("rollback"), _CLEAN])


class BlockConnection(psycopg.Connection[TupleRow]):
    """A psycopg connection in one transaction, which begins and ends with its `with` block.

    Inside, `transaction()` makes savepoints.
    """

    PREPARED_AFTER: ClassVar[int | None] = 5
    """How often a statement is run before the server keeps it prepared; it stays for the blocks to come."""

    def commit(self) -> None:
        raise psycopg.ProgrammingError("the transaction is committed at the end of its `with` block")

    def rollback(self) -> None:
        raise psycopg.ProgrammingError("the transaction is rolled back when an exception leaves its `with` block")


class Logins:
    """The connections of a deployment's roles. `address` gives the conninfo with which a role logs in.

    Nothing is opened before it is needed.
    """

    def __init__(self, address: Callable[[str], str], *, most: int = MOST, patience: float = PATIENCE) -> None:
        self._address = address
        self._most = most
        self._patience = patience
        self._pools: dict[str, ConnectionPool[BlockConnection]] = {}
        self._forms: dict[str, type[BlockConnection]] = {}
        self._lock = threading.RLock()
        self._closed = False
        self.opened = 0
        """How many connections were opened so far: a new one may have met another database than the one before."""

    def give(self, role: str, form: type[BlockConnection]) -> None:
        """Connections of this role shall be of this class. To be said before the first of them is opened."""
        self._forms[role] = form

    @contextmanager
    def transaction(
        self, role: str, *, settings: Mapping[str, str] | None = None, then: sql.Composed | sql.SQL | None = None
    ) -> Iterator[BlockConnection]:
        """One transaction of a role. What is set, and the statement `then`, travel in the message that begins it.

        What the block leaves (settings, temporary tables, cursors, locks), all but prepared statements, goes with the
        message that ends it. Raises Unavailable: TR601 to TR605, TR618 the role cannot log in, TR619 no connection
        became free.
        """
        pool = self._pool(role)
        connection = self._begun(pool, role, _opening(settings or {}, then))
        committed = False
        try:
            yield connection
            connection.execute(_COMMIT, prepare=False)
            committed = True
        finally:
            try:
                if not committed:
                    _undo(connection)
            finally:
                pool.putconn(connection)

    def close(self) -> None:
        """Close every connection, and open none again."""
        with self._lock:
            self._closed = True
            for pool in self._pools.values():
                pool.close()
            self._pools.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _pool(self, role: str) -> ConnectionPool[BlockConnection]:
        with self._lock:
            if self._closed:
                raise Unavailable(_none_free(role, "it has been closed", "open another Troth"))
            if role not in self._pools:
                address, form = self._address(role), self._forms.get(role, BlockConnection)
                self._try(address, role)
                pool = ConnectionPool(
                    address,
                    connection_class=form,
                    kwargs={"autocommit": True, "application_name": "troth", "prepare_threshold": form.PREPARED_AFTER},
                    min_size=0,
                    max_size=self._most,
                    timeout=self._patience,
                    configure=self._count,
                    name=role,
                    num_workers=1,
                    open=False,
                )
                pool.open()
                self._pools[role] = pool
            return self._pools[role]

    def _count(self, _: BlockConnection) -> None:
        self.opened += 1

    def _try(self, address: str, role: str) -> None:
        """Log in once: a pool would try again and again, and only say that nothing came of it."""
        patience = seconds_to_wait(address)
        try:
            connection = psycopg.Connection.connect(address, application_name="troth", connect_timeout=patience)
        except psycopg.Error as problem:
            finding = why_unavailable(problem, address)
            raise Unavailable(_no_login(role, finding) if finding.code == REFUSED_LOGIN else finding) from None
        connection.close()

    def _begun(self, pool: ConnectionPool[BlockConnection], role: str, opening: sql.Composed) -> BlockConnection:
        """A connection whose transaction has begun. Connections that a server's restart has broken are passed over."""
        for _ in range(self._most + 1):
            try:
                connection = pool.getconn()
            except PoolTimeout:
                self._try(self._address(role), role)
                hint = f"one Troth has {self._most} connections for each purpose: keep `with` blocks short"
                raise Unavailable(_none_free(role, "all of them stayed in use", hint)) from None
            except PoolClosed:
                raise Unavailable(_none_free(role, "it has been closed", "open another Troth")) from None
            begun = False
            try:
                connection.execute(opening, prepare=False)
                begun = True
                return connection
            except psycopg.OperationalError:
                if not connection.broken:
                    raise
            finally:
                if not begun:
                    pool.putconn(connection)
        raise Unavailable(_none_free(role, "each was broken", "has the server just been restarted? try again"))


def _undo(connection: BlockConnection) -> None:
    """Leave nothing of a transaction behind, also if the block has ended it itself."""
    if (status := connection.pgconn.transaction_status) in _USABLE:
        with suppress(psycopg.Error):
            connection.execute(_CLEAN if status is TransactionStatus.IDLE else _ROLLBACK, prepare=False)


def _opening(settings: Mapping[str, str], then: sql.Composed | sql.SQL | None) -> sql.Composed:
    parts: list[sql.Composable] = [sql.SQL("begin")]
    for name, value in settings.items():
        setting = sql.Identifier(*name.split("."))
        parts.append(sql.SQL("set local {} = {}").format(setting, sql.Literal(value)))
    parts += [then] if then is not None else []
    return sql.SQL("; ").join(parts)


def _no_login(role: str, finding: Finding) -> Finding:
    return Finding(
        code=NO_LOGIN,
        message=f"`{role}` cannot log in: {finding.message}",
        where=finding.where,
        why="each purpose is worked for by a login of its own, made by `troth apply`",
        hint="apply the policy with the same secret (TROTH_SECRET, TROTH_SECRET_FILE or .troth/secret), "
        "or set the password yourself and leave TROTH_SECRET empty",
    )


def _none_free(role: str, because: str, hint: str) -> Finding:
    message = f"no connection of `{role}` can be had: {because}"
    why = "each role has a few connections, and a server only so many for all of them"
    return Finding(code=NONE_FREE, message=message, where=Place(object=role), why=why, hint=hint)
