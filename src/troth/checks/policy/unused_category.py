"""A category that no purpose uses: nobody may see it and nothing needs it."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding, Level

CODE = "TR116"
_WHY = "no purpose, no data: the next sweep would erase all of it"


def check(declared: Declared) -> Iterator[Finding]:
    """A category outside the `uses` of every purpose: an error if a column holds it, or else a warning.

    What is `never` to be held is named just so that it can be refused.
    """
    used = {name for purpose in declared.policy.purposes.values() for name in declared.uses(purpose.uses)}
    for name in declared.policy.categories:
        if name in used or name in declared.policy.refused:
            continue
        columns = declared.holding.get(name, ())
        held = f", and `{columns[0]}` holds it" if columns else ""
        yield Finding(
            code=CODE,
            message=f"no purpose uses the category `{name}`{held}",
            where=declared.in_policy("categories", name),
            why=_WHY,
            hint="add it to the `uses` of a purpose, or take it out and do not collect it",
            level=Level.ERROR if columns else Level.WARNING,
        )
