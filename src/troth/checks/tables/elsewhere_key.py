"""The key by which another system knows people, in a column that is not on their own row."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding, did_you_mean
from troth.tables.model import ColumnName

CODE = "TR242"
_WHY = "the other system is told of one person, by the value that stands on that person's own row"


def check(declared: Declared) -> Iterator[Finding]:
    """`key` that is no column of a subject table, or two for one kind of person."""
    subjects = {name: table for name, table in declared.data_map.tables.items() if table.subject}
    known = [str(ColumnName(table, column)) for table, entry in subjects.items() for column in entry.columns]
    for name, system in declared.data_map.elsewhere.items():
        kinds: set[str | None] = set()
        for count, key in enumerate(system.key):
            entry = subjects.get(key.table)
            message = ""
            if entry is None or key.column not in entry.columns:
                message = f"`{key}` is no named column of a table whose rows are people"
            elif entry.subject in kinds:
                message = f"`{name}` has two keys for one kind of person"
            kinds.add(entry.subject if entry else None)
            if message:
                where = declared.in_map("elsewhere", name, "key", *([count] if len(system.key) > 1 else []))
                yield Finding(code=CODE, message=message, where=where, why=_WHY, hint=did_you_mean(str(key), known))
