"""A column of a table with several owners that does not say whose data it holds."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.documents import shown
from troth.findings import Finding

CODE = "TR205"
_WHY = "it decides whose consent, objection or erasure counts"


def check(declared: Declared) -> Iterator[Finding]:
    """A personal column without `of` in a table with several owners."""
    for name, table in declared.data_map.tables.items():
        if len(table.owners) < 2:
            continue
        for column, said in table.columns.items():
            if not said.plain and not said.of:
                owners = ", ".join(table.owners)
                yield Finding(
                    code=CODE,
                    message=f"`{name}.{column}` does not say whose data it is",
                    where=declared.in_table(name, "columns", column),
                    why=_WHY,
                    hint=f"write `{column}: {{holds: {shown(said.holds)}, of: [{owners}]}}`, or one of them",
                )
