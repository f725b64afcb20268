"""Trying as another role what it must not be able to do. Whatever comes of it is rolled back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql

from troth.verify.look import Look


def refusal(look: Look, role: str, query: sql.Composed | sql.SQL) -> str | None:
    """How PostgreSQL refuses a statement of a role for want of a right; None if it lets it run."""
    tried = (role, query.as_string(look.connection))
    if tried not in look.tries:
        try:
            with look.connection.transaction(force_rollback=True):
                both = sql.SQL("set local role {}; {}").format(sql.Identifier(role), query)
                look.connection.execute(both, prepare=False)
            look.tries[tried] = None
        except (psycopg.errors.InsufficientPrivilege, psycopg.errors.UndefinedTable, psycopg.errors.UndefinedColumn,
                psycopg.errors.InvalidSchemaName) as problem:  # fmt: skip
            look.tries[tried] = problem.diag.message_primary or "refused"
    return look.tries[tried]


@contextmanager
def as_window(look: Look, role: str) -> Iterator[None]:
    """Be another role until the end of the block; then everything is rolled back. Raises what PostgreSQL raises."""
    with look.connection.transaction(force_rollback=True):
        look.connection.execute(sql.SQL("set local role {}").format(sql.Identifier(role)))
        yield
