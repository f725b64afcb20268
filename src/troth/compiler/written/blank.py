"""Signs that nobody sees: spaces of every kind and characters without a shape. A text of nothing else is blank.

Sources: the properties White_Space and Default_Ignorable_Code_Point of the Unicode standard, and the empty braille
cell. Every one is named, since what a database takes for a space depends on its collation.
"""

from __future__ import annotations

from psycopg import sql

from troth.compiler.rows import Row
from troth.postgres.catalogue import Column

SHAPELESS = (
    r"\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164"
    r"\ufe00-\ufe0f\ufeff\uffa0\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
"""Characters without a shape and width of their own, as they stand between the brackets of a regular expression."""

_SPACES = r"[:space:]\u0001-\u0020\u007f-\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"


def not_blank(column: Column, row: Row) -> sql.Composable:
    """A cell is filled: not null, and a text has at least one sign that is seen."""
    cell = row.column(column.name)
    if column.type_category == "S":
        return sql.SQL('({} collate pg_catalog."default" ~ {}) is true').format(
            cell, sql.Literal(f"[^{_SPACES}{SHAPELESS}]")
        )
    return sql.SQL("{} is not null").format(cell)
