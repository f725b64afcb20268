"""The column that decides how long a period is could be erased, or is not there."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.documents import shown
from troth.findings import Finding, did_you_mean

CODE = "TR246"
_WHY = "erasing the value would change how long the rest of the row is kept"


def check(declared: Declared) -> Iterator[Finding]:
    """A column under `periods` that is not `plain`, or not in the map."""
    for name, columns in declared.data_map.periods.items():
        for column in columns:
            table = declared.data_map.tables.get(column.table)
            if table is None or table.plain:
                continue
            said = table.columns.get(column.column)
            if said is not None and said.plain:
                continue
            near = did_you_mean(column.column, table.columns) if said is None else ""
            yield Finding(
                code=CODE,
                message=f"`{column}` is {f'`{shown(said.holds)}`' if said else 'not in the data map'}, and decides how "
                f"long `{name}` is",
                where=declared.in_map("periods", name),
                why=_WHY,
                hint=near if near.startswith("did") else f"write `{column.column}: plain`",
            )
