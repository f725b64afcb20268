"""Counts of people that may leave: who is counted, from which table, and what the counts are split by.

Parts of `tables.yaml`, used by the model of the whole (model.py).
"""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

from pydantic import BeforeValidator, Field, WithJsonSchema

from troth.documents.parts import ListedOrOne, Name, OneOfThem, Part, refuse
from troth.tables.names import TEXT_SCHEMA, TableText


class By(NamedTuple):
    """One part by which counts are split: a column, or the hour, day or month of a column of time."""

    column: str
    unit: str | None = None

    @property
    def name(self) -> str:
        """The column of the counting view."""
        return self.unit or self.column


UNITS = ("hour", "day", "month")
"""The stretches of time by which people are counted."""


def _by(value: Any) -> By:
    if isinstance(value, By):
        return value
    if isinstance(value, str) and value:
        return By(value)
    if isinstance(value, dict) and len(value) == 1:
        ((unit, column),) = value.items()
        if unit in UNITS and isinstance(column, str) and column:
            return By(column, unit)
    refuse("by", "`{value}` is nothing to count by", value=value, hint="write a column, or `{hour: clicked_at}`")


ByText = Annotated[
    By,
    BeforeValidator(_by),
    WithJsonSchema(
        {
            "anyOf": [
                TEXT_SCHEMA,
                {
                    "type": "object",
                    "properties": dict.fromkeys(UNITS, TEXT_SCHEMA),
                    "additionalProperties": False,
                    "minProperties": 1,
                    "maxProperties": 1,
                },
            ]
        }
    ),
]


class Aggregate(Part):
    """Counts of people by some columns of one table: the only shape in which `receives: aggregates` may leave."""

    counts: Name
    """The kind of people who are counted."""
    from_: Annotated[TableText, Field(alias="from")]
    """The table whose rows are counted."""
    by: Annotated[tuple[ByText, ...], Field(min_length=1), ListedOrOne, OneOfThem]
    """What the counts are split by: columns, never keys or links; `{hour: clicked_at}`, also day and month."""

    @property
    def time(self) -> By | None:
        """The part by whose days or months counts are released."""
        return next((part for part in self.by if part.unit), None)
