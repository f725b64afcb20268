"""A setting of a role of the deployment that Troth did not make: it changes what its statements mean."""

from __future__ import annotations

from collections.abc import Iterator

from psycopg import sql

from troth.findings import Finding, Place
from troth.verify.look import Look

CODE = "TR538"
_WHY = "a setting such as search_path, role or row_security decides which tables and rows a statement speaks of"


def find(look: Look) -> Iterator[Finding]:
    """Every setting but those that Troth makes for a window in this database."""
    database = sql.Identifier(look.compiled.mapped.catalogue.database)
    for row in look.rows("verify role settings", look.ours):
        here = sql.SQL(" in database {}").format(database) if row["here"] else sql.SQL("")
        mend = sql.SQL("alter role {}{} reset {}").format(sql.Identifier(row["role"]), here, sql.SQL(row["setting"]))
        yield Finding(
            code=CODE,
            message=f"role `{row['role']}` has {row['setting']} = {row['value']}",
            where=Place(object=f"role {row['role']}"),
            why=_WHY,
            hint=look.mend([mend]),
        )
