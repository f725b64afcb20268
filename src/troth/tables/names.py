"""How the data map names things: tables, columns, paths over foreign keys, conditions in SQL."""

from __future__ import annotations

import re
from typing import Annotated, Any, NamedTuple

from pydantic import BeforeValidator, StringConstraints, WithJsonSchema

from troth.documents.parts import refuse

Identifier = Annotated[str, StringConstraints(min_length=1, max_length=63)]
Condition = Annotated[str, StringConstraints(min_length=1, max_length=1000)]
"""An SQL condition over the columns of one table, written by the company's own engineers."""


class TableName(NamedTuple):
    """A table of the database: schema and name, as PostgreSQL stores them."""

    schema: str
    name: str

    def __str__(self) -> str:
        return self.name if self.schema == "public" else f"{self.schema}.{self.name}"


class ColumnName(NamedTuple):
    """A column of a table of the database."""

    table: TableName
    column: str

    def __str__(self) -> str:
        return f"{self.table}.{self.column}"


def parse_table(text: str) -> TableName:
    """`orders` is public.orders; `shop.orders` names its schema."""
    schema, dot, name = text.partition(".")
    return TableName(schema, name) if dot else TableName("public", text)


def _table_name(value: Any) -> TableName:
    if isinstance(value, TableName):
        return value
    parts = value.split(".") if isinstance(value, str) else []
    if not (1 <= len(parts) <= 2 and all(parts)):
        refuse("table", "`{value}` is not a table", value=value, hint="write `orders` or `shop.orders`")
    return parse_table(value)


def _column_name(value: Any) -> ColumnName:
    if isinstance(value, ColumnName):
        return value
    parts = value.split(".") if isinstance(value, str) else []
    if not (2 <= len(parts) <= 3 and all(parts)):
        refuse("column", "`{value}` is not a column", value=value, hint="write `orders.placed_at`")
    return ColumnName(parse_table(".".join(parts[:-1])), parts[-1])


TEXT_SCHEMA: dict[str, Any] = {"type": "string", "minLength": 1}
TableText = Annotated[TableName, BeforeValidator(_table_name), WithJsonSchema(TEXT_SCHEMA)]
ColumnText = Annotated[ColumnName, BeforeValidator(_column_name), WithJsonSchema(TEXT_SCHEMA)]


class Step(NamedTuple):
    """One step of a path: a column that refers to another row. `table` is None on the first: the row's own table."""

    table: TableName | None
    column: str


_HOP = re.compile(r"\s*>\s*")


def _path(value: Any) -> tuple[Step, ...]:
    if isinstance(value, tuple):
        return value
    if not isinstance(value, str) or not value.strip():
        refuse("path", "`{value}` is not a path", value=value, hint="write `buyer_id` or `order_id > orders.buyer_id`")
    first, *rest = _HOP.split(value.strip())
    if not first or "." in first:
        refuse(
            "path",
            "a path starts with a column of its own table, not `{value}`",
            value=first,
            hint="write `order_id > orders.buyer_id`",
        )
    columns = [_column_name(hop) for hop in rest]
    return (Step(None, first), *(Step(name.table, name.column) for name in columns))


Path = Annotated[tuple[Step, ...], BeforeValidator(_path), WithJsonSchema(TEXT_SCHEMA)]
