"""An address of a machine or a place, mapped as if it said nothing about a person."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.database.where import place
from troth.checks.declared import Declared
from troth.findings import Finding, Level
from troth.mapped.model import Mapped
from troth.postgres.catalogue import Column

CODE = "TR314"
_WHY = "an internet address or a place can single out a person, even once the row's links are gone"
_NAMES = ("inet", "cidr", "macaddr", "macaddr8", "geometry", "geography")


def check(declared: Declared, mapped: Mapped) -> Iterator[Finding]:
    """A `plain` column of an address-like type. In a table that is plain as a whole it is only a warning."""
    for table in mapped.tables.values():
        for column in table.columns.values():
            exempt = column.category is not None or column.name in {*table.links, *table.table.primary_key}
            if exempt or not _like_an_address(column.column):
                continue
            yield Finding(
                code=CODE,
                message=f"`{table.relation}.{column.name}` is {column.column.type}, and is mapped `plain`",
                where=place(declared, table.relation, None if table.plain else column.name),
                why=_WHY,
                hint=f"name the category that `{column.name}` holds",
                level=Level.WARNING if table.plain else Level.ERROR,
            )


def _like_an_address(column: Column) -> bool:
    name = column.base_type.removesuffix("[]").rpartition(".")[2].partition("(")[0]
    return name in _NAMES or column.type_category == "G"
