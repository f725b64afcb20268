"""A purpose that opens cases which the data map does not have, or that are no rows about people."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding, did_you_mean

CODE = "TR238"
_WHY = "what a purpose, or a reader, may see is what is related to the case"


def check(declared: Declared) -> Iterator[Finding]:
    """`open_per` or `per` names no case of tables.yaml, or a case is a table without personal data."""
    known, policy = declared.data_map.cases, declared.policy
    opened = [
        (("purposes", name, "open_per"), one.open_per.case) for name, one in policy.purposes.items() if one.open_per
    ]
    asked = [(("recipients", name, "per"), one.per) for name, one in policy.recipients.items() if one.per]
    for place, case in (*opened, *asked):
        if case not in known:
            yield Finding(
                code=CODE,
                message=f"tables.yaml has no case `{case}`",
                where=declared.in_policy(*place),
                why=_WHY,
                hint=did_you_mean(case, known, none="add it under `cases:` with its table"),
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
