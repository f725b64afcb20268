"""A column for the version of an agreement that the policy does not have, or in a row that is not the person's own."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding, did_you_mean

CODE = "TR230"
_WHY = "what somebody accepted is read from their own row, and by the agreement's name"


def check(declared: Declared) -> Iterator[Finding]:
    """An agreement that is unknown, or a column that is no plain column of a subject's table."""
    for name, column in declared.data_map.agreements.items():
        table = declared.data_map.tables.get(column.table)
        said = table.columns.get(column.column) if table else None
        if name not in declared.policy.agreements:
            message, hint = f"the policy has no agreement `{name}`", did_you_mean(name, declared.policy.agreements)
        elif table is None or table.subject is None:
            message = f"`{column.table}` is no table whose rows are people"
            hint = "name a column of a table with a `subject`"
        elif said is None or not said.plain:
            message = f"`{column}` is no plain column"
            hint = f"write `{column.column}: plain`" if said else did_you_mean(column.column, table.columns)
        else:
            continue
        yield Finding(code=CODE, message=message, where=declared.in_map("agreements", name), why=_WHY, hint=hint)
