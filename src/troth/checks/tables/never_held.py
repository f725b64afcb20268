"""A column that holds what is never to be held."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding

CODE = "TR221"
_WHY = "the policy promises that no column holds it"


def check(declared: Declared) -> Iterator[Finding]:
    """A column whose category is under `never` of the policy."""
    for category in sorted(declared.policy.refused):
        for column in declared.holding.get(category, ()):
            yield Finding(
                code=CODE,
                message=f"`{column}` holds `{category}`, which is never to be held",
                where=declared.in_table(column.table, "columns", column.column),
                why=_WHY,
                hint="drop the column, or take the category out of `never`",
            )
