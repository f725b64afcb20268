"""A role outside the policy with a power by which it can get at personal data without being granted anything."""

from __future__ import annotations

from collections.abc import Iterator

from psycopg import sql

from troth.findings import Finding, Level, Place
from troth.postgres.versions import createrole_reaches_all
from troth.verify.look import Look

CODE = "TR527"


def find(look: Look) -> Iterator[Finding]:
    """REPLICATION reads the whole server; CREATEROLE, before 16, any role's rights."""
    reaches = createrole_reaches_all(look.compiled.mapped.catalogue.server_version)
    for role in look.roles.all.values():
        if not look.roles.outsider(role.name):
            continue
        powers = {
            "replication": ("may copy the whole server", role.replicates),
            "createrole": ("may, before PostgreSQL 16, become any role that is no superuser", role.creates and reaches),
        }
        for power, (says, has) in powers.items():
            if has:
                mend = sql.SQL("alter role {} {}").format(sql.Identifier(role.name), sql.SQL(f"no{power}"))
                yield Finding(
                    code=CODE,
                    message=f"role `{role.name}` has {power.upper()}: it {says}",
                    where=Place(object=f"role {role.name}"),
                    why="it needs no right on a table to get at what is in it",
                    hint=look.mend([mend]),
                    level=Level.WARNING,
                )
