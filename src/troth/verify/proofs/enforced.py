"""There is no way to personal data but the windows: everything is as compiled, and nobody else is let in."""

from __future__ import annotations

from collections.abc import Iterator

from psycopg import sql

from troth.compiler.rows import qualified
from troth.findings import Level
from troth.policy.kept_by import Argument, takes
from troth.verify.evidence import Evidence
from troth.verify.look import Look
from troth.verify.reach import doors
from troth.verify.trying import refusal

KIND = "enforced"
ARGUMENT = takes(one_of=("everything",))

WAYS = ("TR525", "TR526")
"""Ways to personal data that are warnings elsewhere, because they may be meant: functions that run with the rights of
somebody who reaches it, and publications to another server."""


def prove(look: Look, argument: Argument) -> Iterator[Evidence]:
    """Every object against what was compiled, every other way in, and an attempt as each role of a window."""
    changes = look.changes
    says = f"{len(changes)} differ, such as {changes[0].key}" if changes else "all are as compiled"
    objects = len(look.compiled.objects.items)
    yield Evidence(
        kept=not changes, says=f"of {objects} objects, {says}", how="the live catalogue against compiled", count=objects
    )
    errors = [each for each in look.deviations if each.level is Level.ERROR or each.code in WAYS]
    says = (
        f"{len(errors)} other ways in, such as: {errors[0].message}"
        if errors
        else "no other way to personal data was found"
    )
    yield Evidence(
        kept=not errors, says=says, how="rights, memberships, views, functions, publications", count=len(errors)
    )
    through = [
        f"{door.role} on {table.relation}"
        for door in doors(look)
        for table in look.personal
        if refusal(look, door.role, sql.SQL("select 1 from {} limit 1").format(qualified(table.relation))) is None
    ]
    tried = len(doors(look)) * len(look.personal)
    says = (
        f"{'; '.join(through[:5])} was let in" if through else f"{tried} attempts at the tables themselves were refused"
    )
    yield Evidence(kept=not through, says=says, how="set role, select from each table", count=tried)
