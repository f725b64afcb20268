"""Values that marketing must not use again, in a column in which they would not be recognised."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.database.where import personal_columns, place
from troth.checks.declared import Declared
from troth.compiler.live.suppressed_values import can_be_suppressed, suppresses
from troth.findings import Finding
from troth.mapped.model import Mapped

CODE = "TR339"
_WHY = "a value is recognised by its text; of this type, equal values can be written differently, by session or by form"


def check(declared: Declared, mapped: Mapped) -> Iterator[Finding]:
    """A column of a category that some purpose suppresses, of a type whose values have no spelling of their own."""
    for table, column in personal_columns(mapped):
        category = column.category or ""
        if suppresses(declared.policy, category) and not can_be_suppressed(column):
            yield Finding(
                code=CODE,
                message=f"`{table.relation}.{column.name}` is {column.column.type}, and `{category}` is suppressed",
                where=place(declared, table.relation, column.name),
                why=_WHY,
                hint="name another category for it, or store it as text",
            )
