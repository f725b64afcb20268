"""What a company's own constraints and triggers do not let go, and who is in the way: told apart, and said in words."""

from __future__ import annotations

import psycopg

IN_THE_WAY = (psycopg.errors.LockNotAvailable, psycopg.errors.DeadlockDetected, psycopg.errors.SerializationFailure)
"""Somebody works on the same rows: nothing has changed, and it can be tried again."""


def said_by_the_company(problem: psycopg.DatabaseError) -> str:
    """What refused, in words. Raises the problem itself if it is none of the company's: a lost connection, a full disk.

    A trigger may raise any code, also one of its own.
    """
    if isinstance(problem, psycopg.OperationalError | psycopg.InternalError):
        raise problem
    name = problem.diag.constraint_name
    return f"constraint {name}" if name else problem.diag.message_primary or "PostgreSQL"
