"""Cells that shall be plain once their row is unlinked, and can never be."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding
from troth.tables.model import Column, Table

CODE = "TR251"
_WHY = "a cell is plain only once nothing leads from it to a person any more"


def check(declared: Declared) -> Iterator[Finding]:
    """`once_unlinked` in a person's own row, on the place of a file, or on a document that is annotated."""
    for name, table in declared.data_map.tables.items():
        for column, said in table.columns.items():
            trouble = _trouble(table, said) if said.once_unlinked else None
            if trouble:
                yield Finding(
                    code=CODE,
                    message=f"`{name}.{column}` has `once_unlinked`, and {trouble}",
                    where=declared.in_table(name, "columns", column, "once_unlinked"),
                    why=_WHY,
                    hint="leave `once_unlinked` out",
                )


def _trouble(table: Table, said: Column) -> str | None:
    if table.subject:
        return "the row is the person: it has no link that could go"
    if said.file:
        return "is the place of a file, which stays somebody's"
    return "what people say beside it names them" if said.rectify else None
