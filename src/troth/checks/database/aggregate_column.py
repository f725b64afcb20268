"""Counts that are split by a column that is not there, is not mapped, or has no time to be cut."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding, did_you_mean
from troth.mapped.model import Mapped, MappedTable
from troth.postgres.catalogue import Relation
from troth.tables.aggregates import By

CODE = "TR335"
_WHY = "the counting view is made from this column"


def check(declared: Declared, mapped: Mapped) -> Iterator[Finding]:
    """Every part of `by` is a mapped column that is no key; an hour, a day or a month is cut from a time."""
    for word, aggregate in mapped.aggregates.items():
        table = mapped.tables.get(Relation(*aggregate.from_))
        for at, part in enumerate(aggregate.by if table else ()):
            assert table is not None
            if wrong := _wrong(table, part):
                message, hint = wrong
                where = declared.in_map("aggregates", word, "by", at)
                yield Finding(code=CODE, message=message, where=where, why=_WHY, hint=hint)


def _wrong(table: MappedTable, part: By) -> tuple[str, str] | None:
    known = [name for name in table.columns if name not in table.table.primary_key]
    column = table.columns.get(part.column)
    if column is None or part.column in table.table.primary_key:
        said = "is its key" if column else "is no mapped column of it"
        return f"`{part.column}` {said}: `{table.relation}`", did_you_mean(part.column, known)
    if part.unit and not column.column.is_time:
        return f"`{table.relation}.{part.column}` is a {column.column.type}, and has no {part.unit}", "name a time"
    if part.unit == "hour" and column.column.base_type == "date":
        return f"`{table.relation}.{part.column}` is a date, and has no hour", "count by its day"
    return None
