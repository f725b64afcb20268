"""Where personal data lives in the database, as frozen values: tables, owners, columns, events, conditions.

`tables.yaml` is the schema and knows no law. These classes are its only description: the loader validates against them,
the JSON Schema that editors use is generated from them, and the compiler reads nothing else.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import (
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
    WithJsonSchema,
    model_validator,
)

from troth.documents.parts import Day, Listed, ListedOrOne, Name, OneOfThem, Part, Short, Words, refuse
from troth.tables.aggregates import Aggregate
from troth.tables.collecting import Age, FillsText, Gate, OriginText
from troth.tables.elsewhere import System
from troth.tables.names import (
    TEXT_SCHEMA,
    ColumnName,
    ColumnText,
    Condition,
    Identifier,
    Path,
    Step,
    TableName,
    TableText,
    parse_table,
)

__all__ = ["Aggregate", "ColumnName", "Path", "Step", "TableName", "parse_table"]

PLAIN: Literal["plain"] = "plain"


class Owner(Part):
    """Whose data is in a row: a kind of person, the path to their row, and for polymorphic rows, when it applies."""

    kind: Name
    """A subject of the policy; written as the key."""
    path: Path
    """Over foreign keys to that person's row: `buyer_id`, or `order_id > orders.buyer_id`."""
    when: Condition | None = None
    """An SQL condition over the row. Where it is not true, this owner is nobody."""


def _owner(value: Any) -> Any:
    """`{member: buyer_id, when: ...}` names the kind as its key."""
    if not isinstance(value, dict):
        return value
    kinds = [key for key in value if key != "when"]
    if len(kinds) != 1:
        refuse(
            "owner", "an owner names one kind of person and the path to their row", hint="write `{member: buyer_id}`"
        )
    return {"kind": kinds[0], "path": value[kinds[0]]} | {key: value[key] for key in value if key == "when"}


OwnerText = Annotated[
    Owner,
    BeforeValidator(_owner),
    WithJsonSchema(
        {
            "description": "The kind of person, with the path to their row: {member: order_id > orders.buyer_id}.",
            "type": "object",
            "properties": {
                "when": {"type": "string", "description": "An SQL condition over the row: whether this owner counts."}
            },
            "additionalProperties": TEXT_SCHEMA,
            "minProperties": 1,
            "maxProperties": 2,
        }
    ),
]


def _cell(value: Any) -> Any:
    if not isinstance(value, (str, int, float)):
        refuse(
            "erase",
            "`{value}` is not a value that a cell can have",
            value=value,
            hint="write text, a number, true or false",
        )
    return value


class EraseTo(Part):
    """What a cell becomes when it is no longer needed but its row stays. Exactly one part is given."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 1, "maxProperties": 1})

    set: Annotated[str | int | float | bool, BeforeValidator(_cell)] | None = None
    """The cell takes this value."""
    to: Literal["year", "month", "day"] | None = None
    """A time is cut to its year, month or day."""
    keep_first: Annotated[int, Field(ge=0, le=10_000)] | None = None
    """Text is cut after so many characters."""

    @model_validator(mode="after")
    def _one_part(self) -> Self:
        if len(self.model_fields_set) != 1 or None in (getattr(self, name) for name in self.model_fields_set):
            refuse(
                "together",
                "`erase` says exactly one of `set`, `to` and `keep_first`",
                hint="write `erase: null` to empty the cell",
            )
        return self


def _form_of_erase(value: Any) -> str:
    return "long" if isinstance(value, (dict, EraseTo)) else "word"


def _erase(value: Any) -> Any:
    return "null" if value is None else value


Erase = Annotated[
    Annotated[Literal["null", "unique"], Tag("word")] | Annotated[EraseTo, Tag("long")],
    Discriminator(_form_of_erase),
]


class Column(Part):
    """What one column holds: a category of personal data and whose it is, or nothing personal."""

    holds: str
    """A category of the policy, or `plain`."""
    of: Annotated[tuple[Name, ...], ListedOrOne, OneOfThem] = ()
    """Whose it is, of the table's owners. With one owner that goes without saying."""
    erase: Annotated[Erase | None, BeforeValidator(_erase)] = None
    """What a cell becomes that is needed no more: `null`, `unique`, or one of `set`, `to`, `keep_first`."""
    provided_by: Annotated[Literal["person", "observed", "another", "bought", "derived"], Field(alias="from")] = (
        "person"
    )
    """Where the data came from. What the person provided is portable (Art. 20 GDPR)."""
    rectify: Literal["annotate"] | None = None
    """`annotate`: part of an issued document, which is not changed; what the person says stands beside it."""
    once_unlinked: Literal["plain"] | None = None
    """`plain`: personal only while a link of its row leads to somebody; once none does, it stays, as plain data."""
    file: Name | None = None
    """Its value is the place of a file, in this system of `elsewhere`: the file goes first, and then the cell."""

    @property
    def plain(self) -> bool:
        return self.holds == PLAIN


def _column(value: Any) -> Any:
    return {"holds": value} if isinstance(value, str) else value


def _table(value: Any) -> Any:
    if isinstance(value, str) and value != PLAIN:
        refuse(
            "table", "`{value}` is not what a table can be", value=value, hint="write `plain`, or what its columns hold"
        )
    return {"plain": True} if value == PLAIN else value


class Table(Part):
    """What one table holds and whose it is. `subject` and `owners` exclude each other; `plain` has neither."""

    plain: bool = False
    """The table says nothing about people; every window shows it, read-only."""
    subject: Name | None = None
    """One row is one person of this kind, known by its primary key."""
    owners: dict[Name, OwnerText] = Field(default_factory=dict)
    """Whose data is in a row, by a name of your choice."""
    columns: dict[Identifier, Annotated[Column, BeforeValidator(_column), Short(TEXT_SCHEMA)]] = Field(
        default_factory=dict
    )
    """What each column holds. Primary keys and links need no entry."""
    restrict_rows: bool = False
    """Whether single rows of the table can be restricted, beside whole persons."""
    refuse: Annotated[tuple[Literal["card_numbers"], ...], Listed] = ()
    """What none of its columns takes through a window: `[card_numbers]`."""
    only_for: Identifier | None = None
    """A plain column that names the purposes a row was given for: it is live for no other."""
    origin: OriginText | None = None
    """The columns that say where a row came from, if that differs from row to row."""
    collected: Identifier | None = None
    """The column of the time at which a row was collected, for purposes that came later."""

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        if self.subject and self.owners:
            refuse(
                "together",
                "a table has a `subject` or `owners`, not both",
                hint="name the kind whose row this is, or whose data is in it",
            )
        more = (self.restrict_rows, self.refuse, self.only_for, self.origin, self.collected)
        if self.plain and (self.subject or self.owners or self.columns or any(more)):
            refuse(
                "together",
                "a table that is `plain` has no subject, owners or columns",
                hint="leave `plain` out, or the others",
            )
        return self


def _event(value: Any) -> Any:
    return {"at": value} if isinstance(value, str) else value


class Event(Part):
    """Something that happens at a time written in a column, to that row or to a row above it (`of`)."""

    at: ColumnText
    """The column of its time: a `date` or a `timestamp`."""
    of: TableText | None = None
    """The table above to whose rows it happens."""

    @property
    def table(self) -> TableName:
        """The table to whose rows the event happens."""
        return self.of or self.at.table


class StateOfRows(Part):
    """A condition that rows of a table can meet; it holds for that row or for a row above it (`of`)."""

    table: TableText
    """The table whose rows can meet it."""
    where: Condition
    """An SQL condition over the columns of that table."""
    of: TableText | None = None
    """The table above to whose rows it happens."""

    @property
    def happens_to(self) -> TableName:
        return self.of or self.table


class Bypass(Part):
    """A role that still reaches the tables beside the windows, why, and until when. Every proof prints it."""

    role: Identifier
    """A role of PostgreSQL."""
    because: Annotated[str, StringConstraints(min_length=1, max_length=500)]
    """Why it still needs the tables themselves."""
    until: Day
    """The last day on which that is accepted."""


class DataMap(Part):
    """The whole data map."""

    tables: Annotated[
        dict[TableText, Annotated[Table, BeforeValidator(_table), Short({"const": PLAIN})]], Field(min_length=1)
    ]
    """What each table holds: `plain`, or its subject or owners and its columns."""
    links: dict[ColumnText, Annotated[tuple[ColumnText, ...], Field(min_length=1), ListedOrOne, OneOfThem]] = Field(
        default_factory=dict
    )
    """Foreign keys that the database does not have: a column, and the key it refers to, or one for each kind."""
    events: dict[Words, Annotated[Event, BeforeValidator(_event), Short(TEXT_SCHEMA)]] = Field(default_factory=dict)
    """What happens when: a name and the column of its time."""
    conditions: dict[Words, StateOfRows] = Field(default_factory=dict)
    """States that rows can be in, by name."""
    cases: dict[Words, TableText] = Field(default_factory=dict)
    """What is opened before its people are looked at: a name, and the table whose rows are cases."""
    aggregates: dict[Name, Aggregate] = Field(default_factory=dict)
    """The counts that `receives: aggregates` may show, by name."""
    forms: dict[Name, FillsText] = Field(default_factory=dict)
    """The tables that each form of the policy fills."""
    age: dict[Name, Age] = Field(default_factory=dict)
    """How old people are, by kind: from a date of birth, or from what they declared."""
    gates: dict[Name, Gate] = Field(default_factory=dict)
    """States that a row takes on only when a list of things is there."""
    periods: dict[Name, Annotated[tuple[ColumnText, ...], Field(min_length=1), ListedOrOne, OneOfThem]] = Field(
        default_factory=dict
    )
    """The plain column whose value decides how long a named period of the policy is: one for each table it is for."""
    agreements: dict[Name, ColumnText] = Field(default_factory=dict)
    """Columns of people's own rows that hold the version of an agreement they accepted."""
    same_person: Annotated[tuple[ColumnText, ...], Listed] = ()
    """Columns by which one human is known under several keys; those of one category are compared with each other."""
    elsewhere: dict[Name, System] = Field(default_factory=dict)
    """Other places that hold personal data: systems, paper, files, backups."""
    bypass: Annotated[tuple[Bypass, ...], Listed] = ()
    """Roles that still reach the tables beside the windows."""
    adopting: bool = False
    """While true, tables and columns that nobody mapped are seen by no window and the sweep is off."""
