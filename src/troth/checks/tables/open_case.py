"""A purpose that opens cases which the data map does not have, or that are no rows about people."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding, did_you_mean

CODE = "TR238"
_WHY = "what a purpose may see is what is related to the case that was opened"


def check(declared: Declared) -> Iterator[Finding]:
    """`open_per` names no case of tables.yaml, or a case is a table without personal data."""
    known = declared.data_map.cases
    for name, purpose in declared.policy.purposes.items():
        if purpose.open_per is not None and purpose.open_per.case not in known:
            yield Finding(
                code=CODE,
                message=f"tables.yaml has no case `{purpose.open_per.case}`",
                where=declared.in_policy("purposes", name, "open_per"),
                why=_WHY,
                hint=did_you_mean(purpose.open_per.case, known) or "add it under `cases:` with its table",
            )
    for name, table in known.items():
        entry = declared.data_map.tables.get(table)
        if entry is not None and entry.plain:
            yield Finding(
                code=CODE,
                message=f"`{name}` is a row of `{table}`, which is about nobody",
                where=declared.in_map("cases", name),
                why=_WHY,
                hint=f"give `{table}` its owners",
            )
