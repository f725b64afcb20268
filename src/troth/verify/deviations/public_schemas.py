"""A schema in which everyone may make objects, as schema public was until PostgreSQL 14."""

from __future__ import annotations

from collections.abc import Iterator

from psycopg import sql

from troth.findings import Finding, Place
from troth.verify.look import Look
from troth.verify.mending import revoke

CODE = "TR533"
_WHY = "a window's role could keep copies of what it sees there, or put a function in the way of others"


def find(look: Look) -> Iterator[Finding]:
    """Schemas with CREATE for everyone."""
    for row in look.rows("verify public schemas"):
        schema = sql.SQL("schema {}").format(sql.Identifier(row["schema"]))
        yield Finding(
            code=CODE,
            message=f"everyone (public) may make objects in schema `{row['schema']}`",
            where=Place(object=f"schema {row['schema']}"),
            why=_WHY,
            hint=look.mend(revoke([("create", ())], schema, None)),
        )
