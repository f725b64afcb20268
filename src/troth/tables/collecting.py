"""Where forms, ages, checks of identity and the origin of data lie in the database: parts of `tables.yaml`."""

from __future__ import annotations

import re
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator

from troth.documents.parts import Listed, ListedOrOne, Name, OneAlone, OneOfThem, Part, Sentence, Short, refuse
from troth.tables.names import TEXT_SCHEMA, ColumnText, Condition, Identifier, Path, TableText

_LENGTH = re.compile(r"\d{1,5} (day|week|month|year)s?", re.ASCII)


def _length(value: Any) -> str:
    if not isinstance(value, str) or not _LENGTH.fullmatch(value):
        refuse(
            "period", "`{value}` is not a period", value=value, hint="write `3 months`, in days, weeks, months or years"
        )
    return value


Length = Annotated[
    str,
    BeforeValidator(_length),
    WithJsonSchema({"type": "string", "pattern": r"^\d{1,5} (day|week|month|year)s?$"}),
]  # fmt: skip


# -- forms -----------------------------------------------------------------------------------------------------------


class FieldList(Part):
    """A plain table of the company that says which fields a form takes, case by case."""

    table: TableText
    """The table of the list."""
    by: dict[Name, Identifier] = Field(default_factory=dict)
    """Its columns for the names by which the form differs; those of the same name if not said."""
    field: Identifier
    """Its column with the category."""
    is_: Annotated[Identifier, Field(alias="is")]
    """Its column with `required`, `optional` or `never`. A field that is not listed is never taken."""


class Fills(Part):
    """A table that a form fills."""

    table: TableText
    """The table."""
    when: Condition | None = None
    """An SQL condition over its rows, where several forms fill it: which of them are this form's."""
    by: dict[Name, Path] = Field(default_factory=dict)
    """For each name by which the form differs, the column with its value, or a path that ends there."""
    optional: Annotated[tuple[Identifier, ...], ListedOrOne, OneOfThem] = ()
    """Columns of a required category that may be left empty."""
    list_: Annotated[FieldList | None, Field(alias="list")] = None
    """The company's own list, for categories that are `listed`."""


def _fills(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(value)
    return (value,) if isinstance(value, dict) else value


FillsText = Annotated[tuple[Fills, ...], Field(min_length=1), BeforeValidator(_fills), OneAlone()]


# -- age -------------------------------------------------------------------------------------------------------------


class Age(Part):
    """How old people of a kind are. Exactly one of `born` and `declared`."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 1, "maxProperties": 2})

    born: ColumnText | None = None
    """The column of the date of birth."""
    declared: ColumnText | None = None
    """A boolean column: true where the person declared to be old enough."""
    age: Annotated[int, Field(ge=1, le=120)] | None = None
    """The age that a declaration means; the kind's `minimum_age` if not said."""

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if (self.born is None) == (self.declared is None):
            refuse("together", "an age is read from `born` or from `declared`", hint="write one of them")
        return self

    @property
    def column(self) -> Any:
        """The column that it is read from."""
        return self.born or self.declared


# -- gates -----------------------------------------------------------------------------------------------------------


class GateNeed(Part):
    """One thing that has to be there, or must not be: rows of a table, of the same case or person; or an age."""

    count: TableText | None = None
    """The table of which there must be `at_least` so many rows."""
    exists: TableText | None = None
    """The table of which there must be one row."""
    none: TableText | None = None
    """The table of which there must be no row."""
    age: Annotated[int, Field(ge=1, le=120)] | None = None
    """The age that the person must have, in years."""
    distinct: Identifier | None = None
    """The column in which the counted rows must differ."""
    at_least: Annotated[int, Field(ge=1, le=1000)] = 1
    """How many there must be."""
    where: Condition | None = None
    """An SQL condition over the rows; `today` is the day by the policy's clock."""
    fresh: Length | None = None
    """How long ago `at` may lie."""
    at: Identifier | None = None
    """The column of a date or time from which `fresh` counts."""
    to: Identifier | None = None
    """A column of the gated row up to which `fresh` counts; the clock if not said."""
    same: dict[Identifier, Identifier] = Field(default_factory=dict)
    """Columns that must be equal in both: of the rows, and of the gated row."""
    says: Sentence | None = None
    """What is needed, in words for whoever is refused."""

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if sum(each is not None for each in (self.count, self.exists, self.none, self.age)) != 1:
            said = "a need of a gate is one of `count`, `exists`, `none` and `age`"
            refuse("together", said, hint="write one of them")
        if self.none is not None and (self.distinct or self.at_least != 1):
            refuse("together", "`none` counts nothing", hint="leave `distinct` and `at_least` out")
        if (self.fresh is None) != (self.at is None):
            refuse("together", "`fresh` and `at` go together", hint="write `fresh: 3 months, at: issued_on`")
        return self

    @property
    def table(self) -> Any:
        """The table whose rows are needed, or must not be there."""
        return self.count or self.exists or self.none


class Gate(Part):
    """A state that a row takes on only when everything in a list is there."""

    table: TableText
    """The table of the gated row."""
    when: Condition
    """An SQL condition over the row: the state, such as `decision = 'verified'`."""
    of: Name | None = None
    """The owner of the row whose age and other rows count, if it has several."""
    needs: Annotated[tuple[GateNeed, ...], Field(min_length=1), Listed]
    """What must be there."""


# -- origin ----------------------------------------------------------------------------------------------------------


class Origin(Part):
    """Where the data of a row came from."""

    in_: Annotated[Identifier, Field(alias="in")]
    """The column with `person`, `observed`, `another`, `bought` or `derived`."""
    source: Identifier | None = None
    """The column of who gave or sold it, needed where it is `another` or `bought`."""
    at: Identifier | None = None
    """The column of the day on which it came, needed there too."""

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(name for name in (self.in_, self.source, self.at) if name)


def _origin(value: Any) -> Any:
    return {"in": value} if isinstance(value, str) else value


OriginText = Annotated[Origin, BeforeValidator(_origin), Short(TEXT_SCHEMA)]
