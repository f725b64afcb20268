"""A purpose that came later, and rows of which nobody knows when they were collected."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding

CODE = "TR229"
_WHY = "Art. 5(1)(b), 13(3) GDPR: what was collected before a purpose came was not collected for it"


def check(declared: Declared) -> Iterator[Finding]:
    """A purpose with `new` uses a column of a table without `collected`."""
    for name, purpose in declared.policy.purposes.items():
        if purpose.new is None:
            continue
        uses = declared.uses(purpose.uses)
        for table, said in declared.data_map.tables.items():
            used = next((column for column, held in said.columns.items() if held.holds in uses), None)
            if used and said.collected is None:
                yield Finding(
                    code=CODE,
                    message=f"`{name}` is new, and nobody says when rows of `{table}` were collected",
                    where=declared.in_table(table),
                    why=_WHY,
                    hint="add `collected: created_at` with the column of that time",
                )
