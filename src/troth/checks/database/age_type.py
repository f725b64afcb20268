"""An age that is read from a column of the wrong type, or whose person cannot be told."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding
from troth.mapped.model import Mapped
from troth.postgres.catalogue import Relation

CODE = "TR325"
_WHY = "an age is counted from a date of birth, or told by yes and no"
_TYPES = {"born": ("date", "timestamp without time zone"), "declared": ("boolean",)}


def check(declared: Declared, mapped: Mapped) -> Iterator[Finding]:
    """`born` is no date, `declared` no boolean, or several owners of the kind share the table."""
    for kind, age in mapped.age.items():
        key = "born" if age.born else "declared"
        table = mapped.tables.get(Relation(*age.column.table))
        column = table.table.column(age.column.column) if table else None
        if table is None or column is None:
            continue
        where = declared.in_map("age", kind)
        if column.base_type not in _TYPES[key]:
            message = f"`{age.column}` is a {column.type}, and tells as `{key}` how old a {kind} is"
            hint = f"name a column of the type {' or '.join(_TYPES[key])}"
            yield Finding(code=CODE, message=message, where=where, why=_WHY, hint=hint)
        if [owner.kind for owner in table.owners.values()].count(kind) > 1:
            message = f"`{age.column}` is in rows of several {kind}s, and does not say whose age it tells"
            yield Finding(code=CODE, message=message, where=where, why=_WHY, hint="name a column of their own row")
