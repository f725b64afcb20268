"""A trigger on a table about people that may copy what it sees into a table of which nothing is ever erased."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.database.where import place
from troth.checks.declared import Declared
from troth.findings import Finding, Level
from troth.mapped.model import Mapped

CODE = "TR349"
_WHY = (
    "what it copies there of people's rows, every purpose sees whole, and no erasure, period or objection reaches it: "
    "it outlives the rows"
)


def check(declared: Declared, mapped: Mapped) -> Iterator[Finding]:
    """Each trigger on a personal table whose function names a table that is mapped plain."""
    plain = {table.relation for table in mapped.tables.values() if table.plain}
    for table in mapped.tables.values():
        for trigger in () if table.plain else table.table.triggers:
            for written in (relation for relation in trigger.names if relation in plain):
                yield Finding(
                    code=CODE,
                    message=f"trigger `{trigger.name}` on `{table.relation}` works with `{written}`, mapped plain",
                    where=place(declared, written),
                    why=_WHY,
                    hint=f"does it keep rows or values there, such as a history? map `{written}` as a table about the "
                    "same people; a count or a stamp may stay",
                    level=Level.WARNING,
                )
