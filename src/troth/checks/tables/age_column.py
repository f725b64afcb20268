"""An age that is read from a column which is not those people's."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding, did_you_mean

CODE = "TR226"
_WHY = "a person's age is read from a row of their own"


def check(declared: Declared) -> Iterator[Finding]:
    """An `age` of an unknown kind, of a column that is not in the map, or in a table without an owner of that kind."""
    for kind, age in declared.data_map.age.items():
        said = _said(declared, kind)
        if said is None and age.declared and not (age.age or declared.policy.subjects[kind].minimum_age):
            said = (
                f"{kind}s declare to be old enough, and nobody says how old that is",
                "add `age: 13` beside `declared`",
            )
        if said:
            yield Finding(code=CODE, message=said[0], where=declared.in_map("age", kind), why=_WHY, hint=said[1])


def _said(declared: Declared, kind: str) -> tuple[str, str] | None:
    if kind not in declared.policy.subjects:
        return f"`{kind}` is no kind of person", did_you_mean(kind, declared.policy.subjects)
    column = declared.data_map.age[kind].column
    table = declared.data_map.tables.get(column.table)
    if table is None or column.column not in table.columns:
        return f"`{column}` is not in the data map", did_you_mean(column.column, table.columns if table else ())
    if kind not in declared.owners(column.table).values():
        return f"`{column.table}` is not about a {kind}", f"name a column of a table with an owner of the kind `{kind}`"
    return None
