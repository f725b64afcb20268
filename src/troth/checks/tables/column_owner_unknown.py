"""A column of an owner that its table does not have."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding, did_you_mean

CODE = "TR206"
_WHY = "it decides whose consent, objection or erasure counts"


def check(declared: Declared) -> Iterator[Finding]:
    """`of` names no owner of the table."""
    for name, table in declared.data_map.tables.items():
        owners = declared.owners(name)
        for column, said in table.columns.items():
            for owner in said.of:
                if owner not in owners and owners:
                    yield Finding(
                        code=CODE,
                        message=f"`{name}` has no owner `{owner}`",
                        where=declared.in_table(name, "columns", column, "of"),
                        why=_WHY,
                        hint=did_you_mean(owner, owners),
                    )
