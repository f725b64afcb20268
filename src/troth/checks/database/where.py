"""Where the map says something about a table or a column of the database."""

from __future__ import annotations

from collections.abc import Iterator

from psycopg import sql

from troth.checks.declared import Declared
from troth.findings import Place
from troth.mapped.model import Mapped, MappedColumn, MappedTable
from troth.postgres.catalogue import Relation
from troth.tables.model import EraseTo, TableName


def place(declared: Declared, relation: Relation, column: str | None = None) -> Place:
    """The line of tables.yaml that speaks of a table, or of one of its columns."""
    keys = ("columns", column) if column else ()
    return declared.in_table(TableName(*relation), *keys)


def quoted(*names: str) -> str:
    """A table or a column as a statement has to name it, whatever its capitals."""
    return sql.Identifier(*names).as_string(None)


def personal_columns(mapped: Mapped) -> Iterator[tuple[MappedTable, MappedColumn]]:
    """Every column that holds a category, with its table."""
    return ((table, column) for table in mapped.tables.values() for column in table.personal)


def erase_in_words(column: MappedColumn) -> str:
    """The `erase` of a column as tables.yaml writes it."""
    if isinstance(column.erase, EraseTo):
        said = column.erase.model_dump(exclude_none=True)
        return ", ".join(f"{key}: {value}" for key, value in said.items())
    return column.erase or "null"
