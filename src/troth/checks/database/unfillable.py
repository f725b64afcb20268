"""A purpose that may add rows to a table, and cannot: a column that must be filled is not in its window."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.database.where import place
from troth.checks.declared import Declared
from troth.compiler.windows import TableWindow, windows
from troth.findings import Finding, Level
from troth.mapped.model import Mapped

CODE = "TR317"
_WHY = "PostgreSQL refuses a row without it, and the window cannot name it"


def check(declared: Declared, mapped: Mapped) -> Iterator[Finding]:
    """A NOT NULL column without a default that a window with `add` does not show."""
    for window in windows(declared.policy, mapped):
        for table in window.tables.values():
            missing = ", ".join(_missing(table)) if table.inserts else ""
            if missing:
                yield Finding(
                    code=CODE,
                    message=f"`{window.purpose}` may add to `{table.relation}`, but cannot fill {missing}",
                    where=place(declared, table.relation),
                    why=_WHY,
                    hint=f"give the column a default, let `{window.purpose}` use its category, "
                    "or add the rows by another purpose",
                    level=Level.NOTE,
                )


def _missing(window: TableWindow) -> list[str]:
    return [
        f"`{column.name}`"
        for column in window.table.table.columns
        if not (
            column.nullable or column.default or column.identity or column.generated or column.name in window.inserts
        )
    ]
