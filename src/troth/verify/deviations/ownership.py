"""A role of the deployment owns something outside its own schemas."""

from __future__ import annotations

from collections.abc import Iterator

from psycopg import sql

from troth.findings import Finding, Place
from troth.verify.look import Look
from troth.verify.mending import words

CODE = "TR537"
_WHY = "an owner may do everything with what it owns, whatever row security says"


def find(look: Look) -> Iterator[Finding]:
    """Every object that belongs to a role of ours and stands in no schema of ours."""
    for row in look.rows("verify ownership", look.ours):
        mend = sql.SQL("alter {} {} owner to {}").format(
            words(row["type"]), sql.SQL(row["identity"]), sql.Identifier(look.roles.deployer)
        )
        yield Finding(
            code=CODE,
            message=f"role `{row['owner']}` owns {row['type']} `{row['identity']}`",
            where=Place(object=f"{row['type']} {row['identity']}"),
            why=_WHY,
            hint=look.mend([mend]),
        )
