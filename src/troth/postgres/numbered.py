"""Statements that are put together once: their parameters are known, and nothing else in them is taken for one.

A company's own conditions, which are part of them, may hold percent signs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql


@dataclass(frozen=True)
class Numbered:
    """A statement as PostgreSQL reads it, which psycopg need not read for its parameters at every call: at 100 kB that
    takes longer than sending it. `names`: what the parameters $1, $2, ... are called."""

    text: bytes
    names: tuple[str, ...]

    @classmethod
    def of(cls, query: sql.Composable) -> Numbered:
        """The statement in which every `sql.Placeholder` is a parameter."""
        numbers: dict[str, int] = {}
        text = (
            b"$%d" % numbers.setdefault(_name(part), len(numbers) + 1)
            if isinstance(part, sql.Placeholder)
            else part.as_bytes(None)
            for part in _parts(query)
        )
        return cls(b"".join(text), tuple(numbers))

    def run(
        self, connection: psycopg.Connection[Any], given: Mapping[str, Any], *, prepare: bool | None = None
    ) -> psycopg.Cursor[Any]:
        """Runs it; `given` has a value for each of its names, and may have others."""
        return psycopg.RawCursor(connection).execute(self.text, self.values(given), prepare=prepare)

    def values(self, given: Mapping[str, Any]) -> list[Any]:
        """The values of $1, $2, ..."""
        return [given[name] for name in self.names]


def named(query: sql.Composable) -> bytes:
    """The statement in psycopg's own form, for cursors of another sort; every `sql.Placeholder` is a parameter."""
    return b"".join(
        part.as_bytes(None) if isinstance(part, sql.Placeholder) else part.as_bytes(None).replace(b"%", b"%%")
        for part in _parts(query)
    )


def _parts(query: sql.Composable) -> Iterator[sql.Composable]:
    if isinstance(query, sql.Composed):
        for part in query:
            yield from _parts(part)
    else:
        yield query


def _name(place: sql.Placeholder) -> str:
    return place.as_string(None).removeprefix("%(").removesuffix(")s")
