"""A function in a language that may do anything on the server, and that others may run."""

from __future__ import annotations

from collections.abc import Iterator

from psycopg import sql

from troth.findings import Finding, Level, Place
from troth.verify.look import Look
from troth.verify.mending import revoke

CODE = "TR539"
_WHY = "it runs as the server itself, which may read the files of every table"


def find(look: Look) -> Iterator[Finding]:
    """Functions in untrusted languages, by grantee. (Those that run with their owner's rights too have TR525.)"""
    for row in look.routines:
        if not row["unfenced"] or row["definer"] or not look.roles.outsider(row["grantee"]):
            continue
        who = f"role `{row['grantee']}`" if row["grantee"] else "everyone (public)"
        target = sql.SQL("routine {}").format(sql.SQL(row["signature"]))
        yield Finding(
            code=CODE,
            message=f"{who} may run `{row['signature']}`, which is written in {row['language']}",
            where=Place(object=f"function {row['signature']}"),
            why=_WHY,
            hint=look.mend(revoke([("execute", ())], target, row["grantee"])),
            level=Level.WARNING,
        )
