"""A purpose that uses what others keep, and no other keeps it."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding

CODE = "TR130"
_WHY = "`keep: nothing` lives while some purpose that keeps the data is live"


def check(declared: Declared) -> Iterator[Finding]:
    """A purpose with `keep: nothing` none of whose categories another purpose keeps."""
    purposes = declared.policy.purposes
    kept = {name for purpose in purposes.values() if purpose.keeps for name in declared.uses(purpose.uses)}
    for name, purpose in purposes.items():
        used = declared.uses(purpose.uses)
        if not purpose.keeps and used and not used & kept:
            yield Finding(
                code=CODE,
                message=f"the purpose `{name}` is never live: no other purpose keeps what it uses",
                where=declared.in_policy("purposes", name, "keep"),
                why=_WHY,
                hint="give it a period of its own, or add what it uses to a purpose that keeps",
            )
