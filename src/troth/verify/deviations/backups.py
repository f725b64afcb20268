"""Who can back the database up, now that row security is on."""

from __future__ import annotations

from collections.abc import Iterator

from troth.findings import Finding, Level, Place
from troth.verify.look import Look

CODE = "TR540"
_WHY = "pg_dump refuses to leave rows out unseen: run by a role that row security binds, it stops with an error"


def find(look: Look) -> Iterator[Finding]:
    """Always one note, and a warning if no single plain login owns all that a backup has to read."""
    owners = sorted(look.roles.owners)
    yield Finding(
        code=CODE,
        message=f"backups work when they are run by {', '.join(owners)}, a superuser, or a role with BYPASSRLS",
        where=Place(object=f"role {owners[0]}" if owners else "pg_dump"),
        why=_WHY,
        hint="alter role ... bypassrls, for the role that runs pg_dump, if it is none of these",
        level=Level.NOTE if len(owners) == 1 else Level.WARNING,
    )
