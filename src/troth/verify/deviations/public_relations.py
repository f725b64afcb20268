"""A table, view or sequence that everyone may use, so that every window's role may too."""

from __future__ import annotations

from collections.abc import Iterator

from psycopg import sql

from troth.findings import Finding, Place
from troth.postgres.catalogue import Relation
from troth.verify.look import Look
from troth.verify.mending import revoke

CODE = "TR532"
_WHY = "whoever works for a purpose has everyone's rights as well, beside the window"


def find(look: Look) -> Iterator[Finding]:
    """Rights of everyone on what is not personal; on personal tables and views they have findings of their own."""
    elsewhere = {(row["schema"], row["name"]) for row in (*look.table_privileges, *look.exposing_views)}
    for row in look.rows("verify public relations"):
        relation = Relation(row["schema"], row["name"])
        if tuple(relation) in elsewhere:
            continue
        target = sql.SQL("{} {}").format(sql.SQL("sequence" if row["sequence"] else "table"), sql.Identifier(*relation))
        yield Finding(
            code=CODE,
            message=f"everyone (public) may {', '.join(row['privileges'])} on `{relation}`",
            where=Place(object=f"{'sequence' if row['sequence'] else 'table'} {relation.schema}.{relation.name}"),
            why=_WHY,
            hint=look.mend(revoke([("all", ())], target, None)),
        )
