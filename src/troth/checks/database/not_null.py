"""A cell that can neither be empty nor become anything else, when it is to be erased and its row has to stay."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.database.goes_whole import goes_whole
from troth.checks.database.where import personal_columns, place
from troth.checks.declared import Declared
from troth.findings import Finding
from troth.mapped.model import Mapped

CODE = "TR310"
_WHY = "other data in the row, or rows that refer to it, may be needed for longer; then this cell alone must be erased"


def check(declared: Declared, mapped: Mapped) -> Iterator[Finding]:
    """A NOT NULL personal column without `erase`, in a table whose rows do not always go whole."""
    for table, column in personal_columns(mapped):
        if column.erase is not None or column.column.nullable or column.column.generated:
            continue
        if not goes_whole(table, mapped):
            yield Finding(
                code=CODE,
                message=f"`{table.relation}.{column.name}` is NOT NULL, and nothing says what erasing makes of it",
                where=place(declared, table.relation, column.name),
                why=_WHY,
                hint=f"write `{column.name}: {{holds: {column.category}, "
                f"erase: {_suggest(column.column.type_category)}}}`",
            )


def _suggest(type_category: str) -> str:
    return {"S": '{set: "Erased"}', "N": "{set: 0}", "D": "{to: year}", "B": "{set: false}"}.get(
        type_category, "{set: ...}"
    )
