"""A date of birth of which something is left that makes people older than they are."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding, Level
from troth.tables.model import Column, EraseTo

CODE = "TR252"
_WHY = "an earlier day of birth is a greater age: somebody would count as old enough too soon"


def check(declared: Declared) -> Iterator[Finding]:
    """What tells an age becomes an earlier day when it is erased, or may be kept at a level of its category only."""
    for kind, age in declared.data_map.age.items():
        table = declared.data_map.tables.get(age.column.table)
        column = table.columns.get(age.column.column) if table else None
        if column is None:
            continue
        place = declared.in_table(age.column.table, "columns", age.column.column)
        if age.born and _older(declared, column.erase):
            yield Finding(
                code=CODE,
                message=f"`{age.column}` tells the age of a {kind}, and erasing leaves an earlier day in its place",
                where=place,
                why=_WHY,
                hint='let it be emptied: `erase: null`; or, where it can\'t be, `erase: {set: "9999-12-31"}`',
            )
        elif age.born and _levels(declared, column):
            yield Finding(
                code=CODE,
                message=f"`{age.column}` tells the age of a {kind}, and may be kept less exactly than that needs",
                where=place,
                why=_WHY,
                hint=f"let what needs the age use `{column.holds}` exactly, and nothing need it when that is over",
                level=Level.WARNING,
            )


def _older(declared: Declared, erase: object) -> bool:
    """What is left says that somebody is old, or older than they are."""
    if not isinstance(erase, EraseTo):
        return False
    return erase.set is None or str(erase.set) <= declared.policy.effective.isoformat()


def _levels(declared: Declared, column: Column) -> bool:
    return any(declared.policy.levels_kept(category) for category in declared.uses((str(column.holds),)))
