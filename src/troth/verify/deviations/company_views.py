"""A view of the company's that shows personal columns to a role with its owner's rights, past row security."""

from __future__ import annotations

from collections.abc import Iterator

from psycopg import sql

from troth.findings import Finding, Place
from troth.postgres.catalogue import Relation
from troth.verify.look import Look
from troth.verify.mending import revoke

CODE = "TR524"
_WHY = "a view reads with the rights of who made it: its readers see people whom every window hides"
_WHY_STORED = "a materialised view keeps a copy, which no consent, objection or erasure reaches"


def find(look: Look) -> Iterator[Finding]:
    """One finding for each view (at any depth) and role that may read it. Views with their reader's rights are fine."""
    for row in look.exposing_views:
        if row["invoker"] or not look.roles.outsider(row["grantee"]):
            continue
        relation = Relation(row["schema"], row["name"])
        who = f"role `{row['grantee']}`" if row["grantee"] else "everyone (public)"
        yield Finding(
            code=CODE,
            message=f"view `{relation}` shows personal columns to {who}",
            where=Place(object=f"view {relation.schema}.{relation.name}"),
            why=_WHY_STORED if row["stored"] else _WHY,
            hint=look.mend(revoke([("all", ())], sql.Identifier(*relation), row["grantee"])),
        )
