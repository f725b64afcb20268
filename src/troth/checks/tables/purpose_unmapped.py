"""A purpose that uses what no table holds."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding, Level

CODE = "TR213"
_WHY = "a promise about data that is nowhere proves nothing"


def check(declared: Declared) -> Iterator[Finding]:
    """No column holds what a purpose uses: an error for all of it, a warning for a part."""
    for name, purpose in declared.policy.purposes.items():
        missing = [
            (at, pattern)
            for at, pattern in enumerate(purpose.uses)
            if (used := declared.uses((pattern,))) and not used & declared.holding.keys()
        ]
        nothing = not declared.uses(purpose.uses) & declared.holding.keys()
        for at, pattern in missing:
            yield Finding(
                code=CODE,
                message=f"no table holds `{pattern}`, which the purpose `{name}` uses"
                + (": its window would be empty" if nothing else ""),
                where=declared.in_policy("purposes", name, "uses", at),
                why=_WHY,
                hint="name the column that holds it in tables.yaml, or take it out",
                level=Level.ERROR if nothing else Level.WARNING,
            )
