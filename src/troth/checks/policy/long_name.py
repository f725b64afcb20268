"""Names that are too long for PostgreSQL together."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding, Level

LONGEST = 63
CODE = "TR128"
_WHY = "the role's name would be cut and end in a digest that nobody can read"


def check(declared: Declared) -> Iterator[Finding]:
    """The role of a purpose or a recipient would have a name of more than 63 bytes."""
    policy = declared.policy
    roles = [(("purposes", name), f"{policy.policy}_sees_{name}") for name in policy.purposes]
    roles += [(("recipients", name), f"{policy.policy}_shows_{name}") for name in policy.recipients]
    for keys, role in roles:
        if len(role) > LONGEST:
            yield Finding(
                code=CODE,
                message=f"the role `{role}` has {len(role)} letters, and PostgreSQL reads {LONGEST}",
                where=declared.in_policy(*keys),
                why=_WHY,
                hint=f"shorten the name by {len(role) - LONGEST}",
                level=Level.WARNING,
            )
