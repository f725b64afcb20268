"""What everyone may make in the database: schemas, or tables that last as long as a session."""

from __future__ import annotations

from collections.abc import Iterator

from psycopg import sql

from troth.findings import Finding, Level, Place
from troth.verify.look import Look
from troth.verify.mending import revoke

CODE = "TR534"
_WHY = {
    "create": "a window's role could keep copies of what it sees in a schema of its own",
    "temporary": "a window's role can copy what it sees into a table of its session, which no later refusal reaches",
}


def find(look: Look) -> Iterator[Finding]:
    """CREATE for everyone is an error; temporary tables, which PostgreSQL allows from the start, are a note."""
    for row in look.rows("verify public database"):
        database = sql.SQL("database {}").format(sql.Identifier(row["database"]))
        yield Finding(
            code=CODE,
            message=f"everyone (public) has {row['privilege'].upper()} on database `{row['database']}`",
            where=Place(object=f"database {row['database']}"),
            why=_WHY[row["privilege"]],
            hint=look.mend(revoke([(row["privilege"], ())], database, None)),
            level=Level.ERROR if row["privilege"] == "create" else Level.NOTE,
        )
