"""Personal data that belongs to nobody."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding

CODE = "TR203"
_WHY = "without an owner nobody could see, correct or erase it"


def check(declared: Declared) -> Iterator[Finding]:
    """A table that is not `plain` and says neither `subject` nor `owners`."""
    for name, table in declared.data_map.tables.items():
        if table.plain or table.subject or table.owners:
            continue
        held = [column for column, said in table.columns.items() if not said.plain]
        yield Finding(
            code=CODE,
            message=f"`{name}.{held[0]}` is personal data of nobody"
            if held
            else f"the table `{name}` says neither `subject` nor `owners`",
            where=declared.in_table(name),
            why=_WHY,
            hint="add `owners: {buyer: {member: buyer_id}}`"
            if held
            else f"write `{name}: plain` if it holds nothing personal",
        )
