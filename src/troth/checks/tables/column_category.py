"""A column that holds something the policy does not speak of."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.documents import shown
from troth.findings import Finding, did_you_mean
from troth.tables.model import PLAIN

CODE = "TR204"
_WHY = "what the policy does not name, no purpose can use"


def check(declared: Declared) -> Iterator[Finding]:
    """A column's category is not in the policy."""
    known = declared.policy.categories
    for name, table in declared.data_map.tables.items():
        for column, said in table.columns.items():
            if not said.plain and said.holds not in known:
                yield Finding(
                    code=CODE,
                    message=f"the policy has no category `{shown(said.holds)}`, which `{name}.{column}` holds",
                    where=declared.in_table(name, "columns", column),
                    why=_WHY,
                    hint=did_you_mean(said.holds[:80], [*known, PLAIN]),
                )
