"""A column that tells something about each row and has the wrong type for it."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.database.where import place
from troth.checks.declared import Declared
from troth.findings import Finding
from troth.mapped.model import Mapped, MappedTable
from troth.postgres.catalogue import Column, Relation

CODE = "TR328"
_WHY = "what it tells would be compared with something else, and never be true"


def check(declared: Declared, mapped: Mapped) -> Iterator[Finding]:
    """`only_for` is neither text nor a list of texts, `collected` no time, an accepted version no whole number."""
    for table in mapped.tables.values():
        for key, column, wanted in _told(table):
            if not _fits(column, wanted):
                message = f"`{key}` of `{table.relation}` is `{column.name}`, a {column.type}"
                where = place(declared, table.relation)
                yield Finding(code=CODE, message=message, where=where, why=_WHY, hint=f"it should be {wanted}")
    for name, said in mapped.agreements.items():
        held = mapped.tables.get(Relation(*said.table))
        version = held.table.column(said.column) if held else None
        if version and not _fits(version, "a whole number"):
            message = f"the version of `{name}` that was accepted is in `{said}`, a {version.type}"
            where = declared.in_map("agreements", name)
            yield Finding(code=CODE, message=message, where=where, why=_WHY, hint="it should be a whole number")


def _told(table: MappedTable) -> Iterator[tuple[str, Column, str]]:
    named = [
        ("only_for", table.only_for, "text, or a list of texts"),
        ("collected", table.collected, "a date or a time"),
    ]
    for key, name, wanted in named:
        column = table.table.column(name) if name else None
        if column:
            yield key, column, wanted


def _fits(column: Column, wanted: str) -> bool:
    if wanted == "a whole number":
        return column.base_type in ("smallint", "integer", "bigint")
    return column.type_category == "D" if wanted == "a date or a time" else column.type_category in ("S", "A", "E")
