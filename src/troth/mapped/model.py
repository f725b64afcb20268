"""Tables with their owners, columns and links, as the data map and the catalogue agree on them. Frozen values."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from troth.postgres.catalogue import Catalogue, Column, Relation, Table
from troth.tables.collecting import Age, Fills, Gate, Origin
from troth.tables.elsewhere import System
from troth.tables.model import Aggregate, Bypass, ColumnName, Erase

_TEXT = re.compile(r"'(?:[^']|'')*'")
"""A text within an expression, in which no column is named."""


@dataclass(frozen=True, kw_only=True)
class Hop:
    """From a row to the row it refers to: columns here, the columns they equal there, in the same order."""

    source: Relation
    columns: tuple[str, ...]
    target: Relation
    target_columns: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.source}.{'+'.join(self.columns)}"


Way = tuple[Hop, ...]
"""Hops one after the other; each starts where the one before it ended. Empty: one stays where one is."""


@dataclass(frozen=True, kw_only=True)
class Owner:
    """Whose data is in the rows of a table: a kind of person, and the way to their own row."""

    name: str
    kind: str
    way: Way
    when: str | None = None

    @property
    def links(self) -> tuple[str, ...]:
        """The columns of the table itself that lead to the owner."""
        return self.way[0].columns if self.way else ()


@dataclass(frozen=True, kw_only=True)
class MappedColumn:
    """A column with its meaning. `category` is None where it is plain, a key or a link."""

    column: Column
    category: str | None = None
    owners: tuple[str, ...] = ()
    erase: Erase | None = None
    provided_by: str = "person"
    file: str | None = None
    """The other system in which its value is the place of a file."""
    annotate: bool = False
    """Whether it belongs to an issued document: corrections stand beside it."""
    once_unlinked: bool = False
    """Whether it is plain once no link of its row leads to anybody."""

    @property
    def name(self) -> str:
        return self.column.name

    def made_of(self, other: str) -> bool:
        """Whether PostgreSQL generates its values from another column of the row."""
        if not self.column.generated:
            return False
        named = re.escape(other.replace('"', '""'))
        said = _TEXT.sub("", self.column.default or "")
        return re.search(rf"(?<!\w){named}(?!\w|\s*\()", said) is not None


@dataclass(frozen=True, kw_only=True)
class MappedTable:
    """A table with its meaning. `subject` names the kind if each row is one person."""

    table: Table
    subject: str | None
    owners: Mapping[str, Owner]
    columns: Mapping[str, MappedColumn]
    plain: bool = False
    restrict_rows: bool = False
    refuse: tuple[str, ...] = ()
    only_for: str | None = None
    """The column that names the purposes a row was given for."""
    origin: Origin | None = None
    collected: str | None = None
    """The column of the time at which a row was collected."""

    @property
    def relation(self) -> Relation:
        return self.table.relation

    @property
    def personal(self) -> tuple[MappedColumn, ...]:
        return tuple(column for column in self.columns.values() if column.category is not None)

    @property
    def lets_go(self) -> bool:
        """Whether rows that nothing needs any more stay without their links, for what is plain then."""
        return any(column.once_unlinked for column in self.personal)

    @property
    def told(self) -> frozenset[str]:
        """The columns that tell for what, from where and when a row came: nobody changes them."""
        origin = self.origin.columns if self.origin else ()
        return frozenset(name for name in (self.only_for, self.collected, *origin) if name)

    @property
    def links(self) -> frozenset[str]:
        """Every column that leads to an owner."""
        return frozenset(name for owner in self.owners.values() for name in owner.links)


@dataclass(frozen=True, kw_only=True)
class Happening:
    """Something that happens to rows of `to`, written in `table`: an event (`column`) or a condition (`where`).

    `way` leads from `table` to `to`; it is empty when they are the same.
    """

    name: str
    table: Relation
    to: Relation
    way: Way = ()
    column: Column | None = None
    where: str | None = None
    columns: frozenset[str] = frozenset()
    """The columns of `table` it is read from: nobody changes them who does not mark them."""


@dataclass(frozen=True, kw_only=True)
class Mapped:
    """The whole data map laid over the database."""

    catalogue: Catalogue
    tables: Mapping[Relation, MappedTable]
    events: Mapping[str, Happening] = field(default_factory=dict)
    conditions: Mapping[str, Happening] = field(default_factory=dict)
    cases: Mapping[str, Relation] = field(default_factory=dict)
    """The table of each sort of case that is opened before its people are looked at."""
    aggregates: Mapping[str, Aggregate] = field(default_factory=dict)
    bypass: tuple[Bypass, ...] = ()
    same_person: tuple[ColumnName, ...] = ()
    """Columns by which one human is found under several keys."""
    forms: Mapping[str, tuple[Fills, ...]] = field(default_factory=dict)
    age: Mapping[str, Age] = field(default_factory=dict)
    gates: Mapping[str, Gate] = field(default_factory=dict)
    periods: Mapping[str, Mapping[Relation, str]] = field(default_factory=dict)
    """For each named period the column whose value decides how long it is, by table."""
    agreements: Mapping[str, ColumnName] = field(default_factory=dict)
    elsewhere: Mapping[str, System] = field(default_factory=dict)
    """Other places that hold personal data."""
    hops: Mapping[Relation, tuple[Hop, ...]] = field(default_factory=dict)
    """Every foreign key and declared link, by the table it starts from."""
    unmapped: tuple[str, ...] = ()
    adopting: bool = False

    @cached_property
    def once(self) -> dict[Hashable, Any]:
        """What is worked out once for this map: see ways.py."""
        return {}

    def whens(self, hop: Hop) -> tuple[Owner, ...]:
        """The owners whose `when` decides whether a hop counts; none if it always does."""
        table = self.tables.get(hop.source)
        alike = [owner for owner in table.owners.values() if owner.way[:1] == (hop,)] if table else []
        return tuple(alike) if all(owner.when for owner in alike) else ()

    def clocks_of(self, relation: Relation) -> frozenset[str]:
        """The columns of a table that tell when its data ends: whoever writes one decides how long data lives."""
        happenings = (*self.events.values(), *self.conditions.values())
        told = {name for happening in happenings if happening.table == relation for name in happening.columns}
        return frozenset(told | {columns[relation] for columns in self.periods.values() if relation in columns})

    def subject_table(self, kind: str) -> MappedTable:
        """The table whose rows are the people of a kind. Raises KeyError when there is none."""
        found = next((table for table in self.tables.values() if table.subject == kind), None)
        if found is None:
            raise KeyError(kind)
        return found

    def has(self, kind: str) -> bool:
        return any(table.subject == kind for table in self.tables.values())

    def kinds(self) -> tuple[str, ...]:
        return tuple(sorted(table.subject for table in self.tables.values() if table.subject))
