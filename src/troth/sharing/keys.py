"""Keys of rows and of people as statements take them: any number at once, each part of its column's own type."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from psycopg import sql
from psycopg.types.json import Jsonb

from troth.compiler.rows import Row, equal
from troth.mapped.model import MappedTable

Key = tuple[Any, ...]

Someone = tuple[str, Key]
"""A person: the kind, and the key as Troth stores it."""

_GIVEN = Row("k")


def as_key(value: object) -> Key:
    """A key as a tuple of its parts; one of a single part may be given bare."""
    return tuple(value) if isinstance(value, tuple | list) else (value,)


def as_json(value: object) -> Jsonb:
    """A value for a jsonb column; what JSON does not have, such as a date, becomes text."""
    return Jsonb(value, dumps=lambda part: json.dumps(part, default=str))


def as_array(key: Sequence[Any]) -> Jsonb:
    """A key as Troth stores it: a JSON array of its parts."""
    return as_json(list(key))


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
        return {f"k{count}": _alike(parts) for count, parts in enumerate(columns)}

    def same(self, columns: Sequence[sql.Composable]) -> sql.Composable:
        """The condition that some columns are one of the keys."""
        return equal(columns, _GIVEN.columns(self.primary_key))


def _alike(parts: Sequence[Any]) -> list[Any]:
    """An array has values of one type, so a mixture of them is written as text."""
    return list(parts) if len({type(part) for part in parts}) == 1 else [str(part) for part in parts]


def shown_key(key: Key) -> str:
    """A key as sentences show it."""
    return ", ".join(map(str, key))
