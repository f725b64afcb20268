"""Columns by which one human shall be known under several keys, and that cannot tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding, did_you_mean
from troth.tables.model import PLAIN

CODE = "TR250"
_WHY = "people are compared by columns of one category; a wrong match gives one the other's data"


def check(declared: Declared) -> Iterator[Finding]:
    """A column of `same_person` that is not in the map, is plain, or is the only one of its category."""
    tables = declared.data_map.tables
    held: list[str | None] = []
    for name in declared.data_map.same_person:
        table = tables.get(name.table)
        column = table.columns.get(name.column) if table else None
        held.append(column.holds if column and column.holds != PLAIN else None)
    counted = Counter(held)
    for place, (name, category) in enumerate(zip(declared.data_map.same_person, held, strict=True)):
        known = [f"{t}.{c}" for t, said in tables.items() for c, one in said.columns.items() if one.holds != PLAIN]
        if category is None:
            message, hint = f"`{name}` holds no personal data", did_you_mean(str(name), known)
        elif counted[category] == 1:
            message = f"`{name}` is the only column under `same_person` that holds `{category}`"
            hint = f"name another column that holds `{category}`, or leave it out"
        else:
            continue
        yield Finding(
            code=CODE,
            message=message,
            where=declared.in_map("same_person", place),
            why=_WHY,
            hint=hint,
        )
