"""The objects Troth makes in PostgreSQL, as frozen values: what is wanted and what is live are the same kind of value.

Each object has a `key` (what it is) and the rest (how it is). Two sets of objects are compared key by key; views and
row policies by what PostgreSQL stored for them (see normalise.py), never by the text they were made from.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple, TypeVar, cast

from psycopg import sql

from troth.postgres.catalogue import Relation

T = TypeVar("T")

PUBLIC = "public"
"""The grantee that means everyone, in grants and policies."""


class Key(NamedTuple):
    """What an object is: its sort and its name, printed in plans."""

    sort: str
    name: str

    def __str__(self) -> str:
        return f"{self.sort} {self.name}"


SETTINGS = ("jit", "search_path")
"""What Troth sets for a role: where its tables are, and no compiling of short statements."""


@dataclass(frozen=True, kw_only=True)
class Role:
    """A role Troth makes. Login roles are noinherit; their password is set apart and never compared."""

    name: str
    login: bool = False
    settings: tuple[tuple[str, str], ...] = ()
    """Settings of the role in one database, of those in SETTINGS, by name."""
    database: str = ""
    """The database in which it has them."""
    powers: tuple[str, ...] = ()
    """Attributes a role of Troth's never has: inherit, superuser, createdb, createrole, replication, bypassrls."""

    @property
    def key(self) -> Key:
        return Key("role", self.name)


@dataclass(frozen=True, kw_only=True)
class Membership:
    """A role that may become another. It never inherits what the other may do: it has to say so with `set role`."""

    role: str
    member: str
    inherits: bool = False
    admin: bool = False

    @property
    def key(self) -> Key:
        return Key("membership", f"{self.member} in {self.role}")


@dataclass(frozen=True, kw_only=True)
class Schema:
    """A schema, owned by the role that owns what is in it."""

    name: str
    owner: str

    @property
    def key(self) -> Key:
        return Key("schema", self.name)


@dataclass(frozen=True, kw_only=True)
class StoredColumn:
    """A column of a standing table. `default` is SQL as PostgreSQL prints it back."""

    name: str
    type: str
    nullable: bool = False
    default: str | None = None
    identity: bool = False
    check: str | None = None
    """The whole constraint, as PostgreSQL prints it back."""


@dataclass(frozen=True, kw_only=True)
class StoredTable:
    """A table of Troth's own: it holds what people said, so it is never dropped to be changed, only by uninstall."""

    relation: Relation
    owner: str
    columns: tuple[StoredColumn, ...]
    primary_key: tuple[str, ...]
    indexes: tuple[tuple[str, ...], ...] = ()

    @property
    def key(self) -> Key:
        return Key("table", str(self.relation))


@dataclass(frozen=True, kw_only=True)
class Function:
    """A function of Troth's own. `body` is kept by PostgreSQL to the letter."""

    schema: str
    name: str
    arguments: str
    returns: str
    body: str
    owner: str
    volatility: str = "stable"

    @property
    def key(self) -> Key:
        return Key("function", f"{self.schema}.{self.name}({self.arguments})")


@dataclass(frozen=True, kw_only=True)
class View:
    """A view. `query` is composed SQL where it is wanted, and what pg_get_viewdef() prints where it is read back."""

    relation: Relation
    owner: str
    columns: tuple[str, ...]
    query: sql.Composable | str
    options: tuple[str, ...] = ()
    """Settings of a view, such as whose rights it runs with. Troth's have none."""

    @property
    def key(self) -> Key:
        return Key("view", f"{self.relation.schema}.{self.relation.name}")


@dataclass(frozen=True, kw_only=True)
class RowSecurity:
    """Row security switched on for a table. `before` tells whether it was on before Troth came."""

    table: Relation
    before: bool = False

    @property
    def key(self) -> Key:
        return Key("row security", f"{self.table.schema}.{self.table.name}")


@dataclass(frozen=True, kw_only=True)
class RowPolicy:
    """A row security policy for one role and one command."""

    table: Relation
    name: str
    role: str
    command: str
    """all, select, insert, update or delete"""
    permissive: bool = False
    using: sql.Composable | str | None = None
    check: sql.Composable | str | None = None

    @property
    def key(self) -> Key:
        return Key("row policy", f"{self.name} on {self.table.schema}.{self.table.name}")


GRANTABLE = " WITH GRANT OPTION"
"""Behind a privilege that may be passed on, as none of Troth's may."""


@dataclass(frozen=True, kw_only=True)
class Grant:
    """One privilege of one role on one object, or on one column of it."""

    sort: str
    """table (views and sequences too), schema, database, function"""
    object: str
    """schema.name, quoted only for printing; the parts are in `path`"""
    path: tuple[str, ...]
    privilege: str
    grantee: str
    column: str | None = None
    by: str | None = field(default=None, compare=False)
    """The role of Troth's own that owns the object, and so gives the privilege; None for the company's objects."""

    @property
    def key(self) -> Key:
        on = f"{self.object}.{self.column}" if self.column else self.object
        return Key("grant", f"{self.privilege} on {self.sort} {on} to {self.grantee}")


Object = Role | Membership | Schema | StoredTable | Function | View | RowSecurity | RowPolicy | Grant


@dataclass(frozen=True, kw_only=True)
class Objects:
    """A set of objects by key."""

    items: Mapping[Key, Object] = field(default_factory=dict)

    @classmethod
    def of(cls, objects: Iterable[Object]) -> Objects:
        return cls(items={item.key: item for item in objects})

    def only(self, kind: type[T]) -> tuple[T, ...]:
        """The objects of one class, in key order."""
        return cast(tuple[T, ...], self._by_kind.get(kind, ()))

    @cached_property
    def _by_kind(self) -> Mapping[type, tuple[Object, ...]]:
        """Sorted once: a policy has thousands of objects, and each kind is asked for again and again."""
        found: dict[type, list[Object]] = {}
        for _, item in sorted(self.items.items(), key=lambda pair: pair[0]):
            found.setdefault(type(item), []).append(item)
        return {kind: tuple(items) for kind, items in found.items()}
