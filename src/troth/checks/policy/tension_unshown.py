"""A tension whose reading nothing shows."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding, Level

CODE = "TR173"
_WHY = "a reading that is only written down may be compiled another way"


def check(declared: Declared) -> Iterator[Finding]:
    """Without `shown_by`: a note."""
    for at, tension in enumerate(declared.policy.tensions):
        if not tension.shown_by:
            yield Finding(
                code=CODE,
                level=Level.NOTE,
                message=f"nothing shows that the tension `{tension.id}` works as it is read",
                where=declared.in_policy("tensions", at),
                why=_WHY,
                hint="name a scene or another check in `shown_by`",
            )
