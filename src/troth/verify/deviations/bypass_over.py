"""A `bypass:` line whose day has passed: the role was to be done with the tables, and may still reach them."""

from __future__ import annotations

from collections.abc import Iterator

from psycopg import sql

from troth.findings import Finding, Level, Place
from troth.verify.deviations.memberships import REACHES
from troth.verify.look import Look
from troth.verify.mending import revoke, revoke_role

CODE = "TR522"
_WHY = "a bypass is a promise to be done by a day; every proof would have to name it"


def find(look: Look) -> Iterator[Finding]:
    """Overdue lines: an error while the role reaches personal tables, a warning once it no longer does."""
    for count, line in enumerate(look.compiled.mapped.bypass):
        if line.until >= look.today or line.role not in look.roles.all:
            continue
        statements = _statements(look, line.role)
        reaches = "still reaches personal tables" if statements else "reaches no personal table any longer"
        place = look.declared.in_map("bypass", count)
        yield Finding(
            code=CODE,
            message=f"the bypass of `{line.role}` ended on {line.until}; it {reaches}",
            where=Place(file=place.file, line=place.line, column=place.column, object=f"role {line.role}"),
            why=_WHY,
            hint=look.mend(statements) if statements else "take its line out of `bypass:`",
            level=Level.ERROR if statements else Level.WARNING,
        )


def _statements(look: Look, role: str) -> list[sql.Composable]:
    rows = [row for row in look.table_privileges if row["grantee"] == role]
    tables = sorted({(row["schema"], row["name"]) for row in rows})
    taken = [part for table in tables for part in revoke([("all", ())], sql.Identifier(*table), role)]
    into = {m.role for m in look.roles.members if m.member == role and m.usable}
    reaching = sorted(other for other in into if other in REACHES or look.roles.unbound(other))
    return [*taken, *(revoke_role(other, role) for other in reaching)]
