"""What to say when PostgreSQL, or the machine, refuses something that nobody foresaw: never a page of program text."""

from __future__ import annotations

import psycopg
from psycopg import errors

from troth.findings import Finding, Place

SYSTEM, SERVER = "TR509", "TR609"

_UNDONE = "the transaction in which it happened was rolled back: nothing of it is left half done"

_HELP: tuple[tuple[tuple[type[psycopg.Error], ...], str], ...] = (
    (
        (errors.ReadOnlySqlTransaction,),
        "is this a standby, or is `default_transaction_read_only` on? Name the server that is written to",
    ),
    (
        (errors.InsufficientPrivilege,),
        "log in as the role that owns the tables and has CREATEROLE, the one that ran `troth apply`",
    ),
    (
        (errors.DiskFull, errors.OutOfMemory, errors.TooManyConnections, errors.ConfigurationLimitExceeded),
        "make room on the server (disk, memory, connections), then do it again",
    ),
    (
        (errors.UndefinedTable, errors.UndefinedColumn, errors.UndefinedFunction, errors.InvalidSchemaName),
        "the database is not as it was when the policy was applied: `troth plan` says what is missing or has changed",
    ),
    (
        (errors.LockNotAvailable, errors.DeadlockDetected, errors.SerializationFailure, errors.QueryCanceled),
        "somebody else was at work on the same rows or tables, or a timeout is short: do it again at a quieter moment",
    ),
    ((psycopg.OperationalError,), "the connection or the server went away: look whether it runs, then do it again"),
)
"""Of each sort of refusal: what helps. The first that fits counts."""

_OTHERWISE = "`troth plan` and `troth verify` say whether the database is as the policy wants it"


def refused_by_server(problem: psycopg.Error) -> Finding:
    """The finding for a statement that PostgreSQL refused, or whose connection broke, without a verb's own words."""
    said = problem.diag.message_primary or " ".join(str(problem).split()) or type(problem).__name__
    parts = [
        problem.diag.schema_name,
        problem.diag.table_name,
        problem.diag.column_name or problem.diag.constraint_name,
    ]
    return Finding(
        code=SERVER,
        message=f"PostgreSQL refuses: {said}",
        where=Place(object=".".join(part for part in parts if part) or "the database"),
        why=_UNDONE,
        hint=next((hint for sorts, hint in _HELP if isinstance(problem, sorts)), _OTHERWISE),
    )


def refused_by_system(problem: OSError) -> Finding:
    """The finding for a file, a pipe or a disk that cannot be used."""
    file = str(problem.filename) if problem.filename is not None else None
    return Finding(
        code=SYSTEM,
        message=f"the system refuses: {problem.strerror or problem}",
        where=Place(file=file) if file else Place(object="the output"),
        why="what cannot be read or written whole is not read or written at all; what was committed before stays",
        hint="is there room left, and may you read and write there? Then do it again",
    )
