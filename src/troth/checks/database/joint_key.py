"""A row of several people that could be shown without its key, because the key is one of theirs, or leads to them."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.database.where import place
from troth.checks.declared import Declared
from troth.compiler.windows import TableWindow, windows
from troth.findings import Finding
from troth.mapped.model import Mapped

CODE = "TR344"
_WHY = "it is the data of somebody in the row, or leads to one of them; hidden it names no row, and shown it tells who"


def check(declared: Declared, mapped: Mapped) -> Iterator[Finding]:
    """Columns of primary keys that `joint: cells` would hide."""
    for window in windows(declared.policy, mapped):
        for table in window.tables.values():
            for column in _hidden(table):
                yield Finding(
                    code=CODE,
                    message=f"`{table.relation}.{column}` is a key, and `{window.purpose}` would have to hide it",
                    where=place(declared, table.relation, column),
                    why=_WHY,
                    hint="give the table a key of its own; or let the purpose keep to `joint: row`, or to one owner "
                    "(`about`)",
                )


def _hidden(table: TableWindow) -> Iterator[str]:
    """Columns of the key that can be hidden in a row that is shown: not those that lead to all of its owners."""
    everybody = {owner.name for owner in table.owners}
    key = table.table.table.primary_key
    return (each.column for each in table.joint if each.column in key and (each.cells or each.links != everybody))
