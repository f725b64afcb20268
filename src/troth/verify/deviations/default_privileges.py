"""Objects made tomorrow would be given to everyone, or to a window's role, without anyone saying so."""

from __future__ import annotations

from collections.abc import Iterator

from psycopg import sql

from troth.findings import Finding, Place
from troth.verify.look import Look
from troth.verify.mending import grantee, words

CODE = "TR536"
_WHY = "the next table would be seen by roles that the policy does not name"


def find(look: Look) -> Iterator[Finding]:
    """Default privileges for everyone or for a role of ours."""
    for row in look.rows("verify default privileges", look.ours):
        schema = sql.SQL("in schema {} ").format(sql.Identifier(row["schema"])) if row["schema"] else sql.SQL("")
        mend = sql.SQL("alter default privileges for role {} {}revoke {} on {} from {}").format(
            sql.Identifier(row["maker"]),
            schema,
            words(", ".join(row["privileges"])),
            words(row["sort"]),
            grantee(row["grantee"]),
        )
        who = f"role `{row['grantee']}`" if row["grantee"] else "everyone (public)"
        within = f" in schema `{row['schema']}`" if row["schema"] else ""
        yield Finding(
            code=CODE,
            message=f"{row['sort']} that `{row['maker']}` makes{within} will be given to {who}",
            where=Place(object=f"default privileges of {row['maker']}"),
            why=_WHY,
            hint=look.mend([mend]),
        )
