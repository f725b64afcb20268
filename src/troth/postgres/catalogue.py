"""The company's tables as the database has them, as frozen values.

Read once (see read_catalogue.py), then only looked at: checks and the compiler take this value and do no input or
output.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple


class Relation(NamedTuple):
    """A table of the database: schema and name, as PostgreSQL stores them (no quotes)."""

    schema: str
    name: str

    def __str__(self) -> str:
        return self.name if self.schema == "public" else f"{self.schema}.{self.name}"


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column. `type` is as format_type() prints it; `base_type` is the type below a domain, without a modifier."""

    name: str
    position: int
    type: str
    base_type: str
    type_category: str
    """pg_type.typcategory of the base type: S text, D date and time, N number, B boolean, I network, A array, E enum,
    G geometric, U other."""
    nullable: bool
    default: str | None = None
    generated: bool = False
    identity: Literal["always", "by default"] | None = None
    max_length: int | None = None
    """The n of varchar(n) and char(n), seen through domains."""
    sequence: Relation | None = None
    """The sequence behind a serial or identity column."""

    @property
    def is_time(self) -> bool:
        """Whether it tells a day or a moment."""
        return self.base_type in ("date", "timestamp with time zone", "timestamp without time zone")


@dataclass(frozen=True, kw_only=True)
class Key:
    """A primary key or a unique constraint or index. `complete` is false for partial or expression indexes."""

    name: str
    columns: tuple[str, ...]
    primary: bool = False
    complete: bool = True


@dataclass(frozen=True, kw_only=True)
class ForeignKey:
    """Columns of one table that refer to a row of another. Also made from `links:` of the data map (`declared`)."""

    name: str
    columns: tuple[str, ...]
    target: Relation
    target_columns: tuple[str, ...]
    on_delete: Literal["no action", "restrict", "cascade", "set null", "set default"] = "no action"
    declared: bool = False


@dataclass(frozen=True, kw_only=True)
class Check:
    """A check constraint, as pg_get_constraintdef() prints it."""

    name: str
    definition: str
    columns: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Index:
    """A valid index that can serve equality look-ups by its leading columns. Partial indexes have a predicate."""

    name: str
    columns: tuple[str | None, ...]
    unique: bool = False
    predicate: str | None = None


@dataclass(frozen=True, kw_only=True)
class Trigger:
    """A trigger of the company. `definer` says whether its function runs with its owner's rights.

    `before` the row is written, and not after it. `fixed`: names within it mean what they meant to whoever made it.
    """

    name: str
    function: str
    definer: bool
    events: tuple[str, ...]
    before: bool = False
    fixed: bool = False
    names: tuple[Relation, ...] = ()
    """The other tables whose names stand in its function's text."""


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table (or a partitioned table's root; partitions themselves are not listed).

    `rows` is the planner's estimate, -1 if the table was never analysed.
    """

    relation: Relation
    kind: Literal["table", "partitioned", "view", "materialised view", "foreign table"]
    owner: str
    columns: tuple[Column, ...]
    primary_key: tuple[str, ...] = ()
    keys: tuple[Key, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    checks: tuple[Check, ...] = ()
    indexes: tuple[Index, ...] = ()
    triggers: tuple[Trigger, ...] = ()
    row_security: bool = False
    """Row security as the company had it: true if it was on before Troth."""
    rows: float = -1
    kin: tuple[Relation, ...] = ()
    """The tables that inherit from it, or it from them; partitions are none."""
    sources: tuple[Relation, ...] = ()
    """Of a view, stored or not: the tables and views that it reads, at any depth."""

    def column(self, name: str) -> Column | None:
        return next((column for column in self.columns if column.name == name), None)

    def served_by_index(self, columns: tuple[str, ...]) -> bool:
        """Whether a complete index leads with these columns, in any order."""
        wanted = set(columns)
        return any(set(index.columns[: len(wanted)]) == wanted for index in self.indexes if index.predicate is None)


class Reference(NamedTuple):
    """A foreign key from a table that was not read, or of one partition alone, to a table that was."""

    source: Relation
    columns: tuple[str, ...]
    target: Relation
    of_partition: bool

    def __str__(self) -> str:
        return f"{self.source}.{'+'.join(self.columns)}"


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    """All tables of the mapped schemas, with the server's version as PostgreSQL numbers it (180006 is 18.6)."""

    server_version: int
    database: str
    user: str
    tables: dict[Relation, Table]
    superuser: bool = False
    create_role: bool = False
    time_zone: str | None = None
    """The zone of sessions that do not ask for one; None if the reader's own asks, so that it is not known."""
    unread: tuple[Reference, ...] = ()
    """What refers to these tables from outside of them."""

    def table(self, relation: Relation | tuple[str, str]) -> Table | None:
        return self.tables.get(Relation(*relation))
