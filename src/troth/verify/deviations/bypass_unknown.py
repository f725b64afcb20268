"""A `bypass:` line for a role that does not exist."""

from __future__ import annotations

from collections.abc import Iterator

from troth.findings import Finding, Level, did_you_mean
from troth.verify.look import Look

CODE = "TR523"
_WHY = "a role of that name that is made later would be let past the windows unseen"


def find(look: Look) -> Iterator[Finding]:
    """Lines that let no one past."""
    for count, line in enumerate(look.compiled.mapped.bypass):
        if line.role not in look.roles.all:
            near = did_you_mean(line.role, (role for role in look.roles.all if not role.startswith("pg_")))
            yield Finding(
                code=CODE,
                message=f"there is no role `{line.role}`",
                where=look.declared.in_map("bypass", count),
                why=_WHY,
                hint=f"take the line out of `bypass:`; {near}",
                level=Level.WARNING,
            )
