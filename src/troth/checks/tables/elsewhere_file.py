"""A column with the places of files, in a system that does not erase them."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding, did_you_mean

CODE = "TR164"
_WHY = "a file goes before the cell that says where it is: without the cell nobody would find it again"


def check(declared: Declared) -> Iterator[Finding]:
    """`file` that names no system of `elsewhere`, or one that cannot be told to erase."""
    systems = declared.data_map.elsewhere
    for table, entry in declared.data_map.tables.items():
        for name, column in entry.columns.items():
            if column.file is None:
                continue
            if column.file not in systems:
                message, hint = f"there is no system `{column.file}`", did_you_mean(column.file, systems)
            elif systems[column.file].erase is None:
                message = f"`{column.file}` is not told to erase anything"
                hint = "add `erase: webhook` or `erase: task ROLE` to it"
            else:
                continue
            where = declared.in_table(table, "columns", name, "file")
            yield Finding(code=CODE, message=message, where=where, why=_WHY, hint=hint)
