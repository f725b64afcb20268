"""A column whose values have no such level, or that other rows are found by."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.database.where import personal_columns, place
from troth.checks.declared import Declared
from troth.compiler.erasable.levels import TYPES, fits
from troth.findings import Finding
from troth.mapped.model import Mapped, MappedColumn, MappedTable

CODE = "TR338"
_WHY = "a less precise value would be another one, or none at all"


def check(declared: Declared, mapped: Mapped) -> Iterator[Finding]:
    """The columns of a category with `levels`: their types, and what else hangs on their values."""
    for table, column in personal_columns(mapped):
        for level in declared.policy.categories[column.category or ""].levels:
            name = f"{table.relation}.{column.name}"
            if not fits(column.column, level):
                message = f"`{name}` is a {column.column.type}, which has no `{level}`"
                hint = f"`{level}` is for columns of the type {' or '.join(TYPES[level])}"
            elif why := _hangs_on(mapped, table, column):
                message, hint = (
                    f"`{name}` {why}, and cannot be brought to its `{level}`",
                    "give it a category of its own",
                )
            else:
                continue
            where = place(declared, table.relation, column.name)
            yield Finding(code=CODE, message=message, where=where, why=_WHY, hint=hint)


def _hangs_on(mapped: Mapped, table: MappedTable, column: MappedColumn) -> str | None:
    """What would change with the value: which row it leads to, how old somebody is, where a file lies."""
    refers = {name for hop in mapped.hops.get(table.relation, ()) for name in hop.columns}
    referred = {n for hops in mapped.hops.values() for hop in hops if hop.target == table.relation
                for n in hop.target_columns}  # fmt: skip
    if column.name in refers | referred | set(table.table.primary_key):
        return "is a key or refers to another row"
    if any((*age.column.table, age.column.column) == (*table.relation, column.name) for age in mapped.age.values()):
        return "tells how old people are"
    return "is the place of a file" if column.file else None
