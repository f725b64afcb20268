"""Large objects that everyone may read or write: they are in no table, and no window guards them."""

from __future__ import annotations

from collections.abc import Iterator

from psycopg import sql

from troth.findings import Finding, Place
from troth.verify.look import Look
from troth.verify.mending import revoke

CODE = "TR535"
_WHY = "whoever works for a purpose has everyone's rights as well, beside the window"


def find(look: Look) -> Iterator[Finding]:
    """Each such object, and the setting that would open all of them."""
    if look.rows("verify large object rights")[0]["off"]:
        yield Finding(
            code=CODE,
            message="everyone may use every large object: lo_compat_privileges is on",
            where=Place(object="setting lo_compat_privileges"),
            why=_WHY,
            hint="alter system set lo_compat_privileges = off; select pg_reload_conf();",
        )
    for row in look.rows("verify large objects"):
        target = sql.SQL("large object {}").format(sql.Literal(row["id"]))
        yield Finding(
            code=CODE,
            message=f"everyone (public) may {', '.join(row['privileges'])} large object {row['id']}",
            where=Place(object=f"large object {row['id']}"),
            why=_WHY,
            hint=look.mend(revoke([("all", ())], target, None)),
        )
