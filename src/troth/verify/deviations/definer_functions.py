"""A function that runs with the rights of someone who reaches personal tables, and that others may run."""

from __future__ import annotations

from collections.abc import Iterator

from psycopg import sql

from troth.findings import Finding, Level, Place
from troth.verify.look import Look
from troth.verify.mending import revoke

CODE = "TR525"
_WHY = "what it reads or writes, it does past row security, for a window's role as for anyone"


def find(look: Look) -> Iterator[Finding]:
    """SECURITY DEFINER functions of owners, superusers and bypassing roles, by grantee, but for those of triggers."""
    for row in look.routines:
        reaches = look.roles.exempt(row["owner"]) or look.roles.all[row["owner"]].bypasses
        if not (row["definer"] and reaches and look.roles.outsider(row["grantee"])):
            continue
        who = f"role `{row['grantee']}`" if row["grantee"] else "everyone (public)"
        target = sql.SQL("routine {}").format(sql.SQL(row["signature"]))
        yield Finding(
            code=CODE,
            message=f"{who} may run `{row['signature']}` with the rights of `{row['owner']}`",
            where=Place(object=f"function {row['signature']}"),
            why=_WHY,
            hint=look.mend(revoke([("execute", ())], target, row["grantee"])),
            level=Level.WARNING,
        )
