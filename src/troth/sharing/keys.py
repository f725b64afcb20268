"""Keys of rows and of people as statements take them: any number at once, each part of its column's own type."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from psycopg import sql

from troth.compiler.rows import Row, equal
from troth.mapped.model import MappedTable
from troth.postgres.parameters import alike, as_array

Key = tuple[Any, ...]

Someone = tuple[str, Key]
"""A person: the kind, and the key as Troth stores it."""

_GIVEN = Row("k")


def as_key(value: object) -> Key:
    """A key as a tuple of its parts; one of a single part may be given bare."""
    return tuple(value) if isinstance(value, tuple | list) else (value,)


def listed(people: Iterable[Someone]) -> dict[str, list[Any]]:
    """Some people as the parameters `kinds` and `keys` of a statement."""
    ordered = sorted(people, key=str)
    return {"kinds": [kind for kind, _ in ordered], "keys": [as_array(key) for _, key in ordered]}


@dataclass(frozen=True)
class GivenKeys:
    """Some keys of a table as a source of rows named `k`, and the parameters that give them."""

    table: MappedTable
    keys: tuple[Key, ...]

    @classmethod
    def of(cls, table: MappedTable, keys: Iterable[Key]) -> GivenKeys:
        return cls(table, tuple(keys))

    @property
    def primary_key(self) -> tuple[str, ...]:
        return self.table.table.primary_key

    @property
    def source(self) -> sql.Composable:
        """The keys as rows of a statement."""
        types = (self.table.columns[name].column.type for name in self.primary_key)
        arrays = [
            sql.SQL("{}::{}[]").format(sql.Placeholder(f"k{count}"), sql.SQL(kind)) for count, kind in enumerate(types)
        ]
        return sql.SQL("unnest({}) as k ({})").format(
            sql.SQL(", ").join(arrays), sql.SQL(", ").join(map(sql.Identifier, self.primary_key))
        )

    @property
    def given(self) -> dict[str, list[Any]]:
        """The parameters of `source`."""
        columns = zip(*self.keys, strict=True) if self.keys else ((),) * len(self.primary_key)
        return {f"k{count}": alike(parts) for count, parts in enumerate(columns)}

    def same(self, columns: Sequence[sql.Composable]) -> sql.Composable:
        """The condition that some columns are one of the keys."""
        return equal(columns, _GIVEN.columns(self.primary_key))
