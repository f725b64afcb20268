"""How statements about standing speak of people of one kind: their tables of standing, and the columns of their key."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from psycopg import sql

from troth.compiler.names import look_out, restricted_rows, row_columns, standing, subject_columns
from troth.errors import Refused
from troth.findings import Finding, Place, did_you_mean
from troth.ledger.store import about
from troth.postgres.catalogue import Relation
from troth.postgres.parameters import alike
from troth.postgres.statements import statement
from troth.standing.words import shown_key

PERSON, KEY, KIND, ROW = "TR701", "TR702", "TR703", "TR710"

_ALIASES = {
    "p": "people",
    "c": "consent",
    "a": "agreed",
    "h": "hidden",
    "r": "restriction",
    "w": "history",
    "v": "suppressible",
}


@dataclass(frozen=True, kw_only=True)
class KeyColumns:
    """The primary key of a table: column names and their types as PostgreSQL prints them."""

    table: Relation
    names: tuple[str, ...]
    types: tuple[str, ...]

    def parts(self, key: Any) -> tuple[Any, ...]:
        """A key as a tuple with one value for each column. Raises Refused (TR702)."""
        parts = tuple(key) if isinstance(key, tuple | list) else (key,)
        if len(parts) != len(self.names) or None in parts:
            raise Refused(self.misfit(key))
        return parts

    def misfit(self, key: Any) -> Finding:
        """The finding for a key that is none of this table."""
        named = ", ".join(f"{name} {kind}" for name, kind in zip(self.names, self.types, strict=True))
        shown = ", ".join(map(str, key)) if isinstance(key, tuple | list) else key
        return Finding(
            code=KEY,
            message=f"`{shown}` is no key of `{self.table}`",
            where=Place(object=str(self.table)),
            why=f"its primary key is ({named})",
            hint="give one value for each of its columns, in this order",
        )

    def parameters(self, prefix: str = "key_") -> list[sql.Composable]:
        """One key as parameters `<prefix>1`, `<prefix>2`, each of the column's type."""
        return [
            sql.SQL("{}::{}").format(sql.Placeholder(f"{prefix}{count}"), sql.SQL(kind))
            for count, kind in enumerate(self.types, start=1)
        ]

    def given(self, key: Sequence[Any], prefix: str = "key_") -> dict[str, Any]:
        """The values of parameters()."""
        return {f"{prefix}{count}": part for count, part in enumerate(key, start=1)}


@dataclass(frozen=True, kw_only=True)
class People:
    """The kind of person that statements speak of. Every statement takes any number of them at once."""

    kind: str
    key: KeyColumns

    @cached_property
    def columns(self) -> tuple[str, ...]:
        return subject_columns(self.key.names)

    def statement(self, name: str, **words: sql.Composable) -> sql.SQL | sql.Composed:
        """A named statement for this kind of person, with further words of its own. Without any, it is put together
        once: that takes longer than many a statement runs."""
        return statement(name).format(**self._words, **words) if words else _put_together(self, name)

    @property
    def entering(self) -> bytes:
        """The statement that adds an entry to the ledger for each of them, put together once."""
        return _entering(self)

    def given(self, keys: Sequence[tuple[Any, ...]]) -> dict[str, Any]:
        """The parameters that say who is meant."""
        return {"kind": self.kind} | {f"key_{n}": alike(parts) for n, parts in enumerate(zip(*keys, strict=True))}

    @cached_property
    def _words(self) -> dict[str, sql.Composable]:
        tables = {word: sql.Identifier(*standing(word, self.kind)) for word in _ALIASES.values() if word != "people"}
        aliased = {f"of_{alias}": _listed(self.columns, alias) for alias in _ALIASES}
        return {
            **tables,
            **aliased,
            "suppressible_name": sql.Literal(".".join(standing("suppressible", self.kind))),
            "columns": _listed(self.columns),
            "people": self._people(),
            "person": sql.Identifier(*look_out(self.key.table)),
            "of_x": _listed(self.key.names, "x"),
        }

    def _people(self) -> sql.Composed:
        arrays = (
            sql.SQL("{}::{}[]").format(sql.Placeholder(f"key_{count}"), sql.SQL(kind))
            for count, kind in enumerate(self.key.types)
        )
        return sql.SQL("(select distinct {columns} from unnest({arrays}) as u({columns}))").format(
            columns=_listed(self.columns), arrays=sql.SQL(", ").join(arrays)
        )


@cache
def _entering(people: People) -> bytes:
    return about(people.statement("ledger people")).as_bytes()


@cache
def _put_together(people: People, name: str) -> sql.SQL:
    return sql.SQL(statement(name).format(**people._words).as_string(None))


@dataclass(frozen=True, kw_only=True)
class Rows:
    """A table whose single rows statements speak of."""

    key: KeyColumns

    def statement(self, name: str) -> sql.Composed:
        """A named statement for a row of this table, whose key is given by given()."""
        return statement(name).format(
            rows=sql.Identifier(*look_out(self.key.table)),
            restricted=sql.Identifier(*restricted_rows(self.key.table)),
            row_columns=_listed(row_columns(self.key.names)),
            of_row=_listed(row_columns(self.key.names), "x"),
            of_x=_listed(self.key.names, "x"),
            key=sql.SQL(", ").join(self.key.parameters("row_")),
        )

    def given(self, key: Sequence[Any]) -> dict[str, Any]:
        return self.key.given(key, "row_")


def _listed(names: Sequence[str], alias: str | None = None) -> sql.Composed:
    return sql.SQL(", ").join(sql.Identifier(*([alias] if alias else []), name) for name in names)


def no_hold(number: int) -> Finding:
    """The finding for a hold that is nobody's."""
    return Finding(
        code="TR713",
        message=f"there is no hold {number}",
        where=Place(object=f"hold {number}"),
        why="a hold is ended by its number, so that nothing else is let go",
        hint="`troth holds` lists all, `troth standing` those of one person",
    )


def unknown_kind(kind: str, known: Iterable[str]) -> Finding:
    """The finding for a kind of person that has no table."""
    return Finding(
        code=KIND,
        message=f"the data map has no kind of person `{kind}`",
        where=Place(object=f"kind {kind}"),
        why="people are known by the row of their own table, which tables.yaml marks with `subject:`",
        hint=did_you_mean(kind, known),
    )


def unknown_person(kind: str, keys: Sequence[tuple[Any, ...]]) -> Finding:
    """The finding for people whose row is not there."""
    shown = ", ".join(map(shown_key, keys))
    return Finding(
        code=PERSON,
        message=f"there is no {kind} {shown}",
        where=Place(object=f"{kind} {shown}"),
        why="a word is taken, a copy given and an erasure done for people the database has, so that a key used again"
        " inherits nothing",
        hint="is the key right, and has the row been committed?",
    )


def no_row(message: str, hint: str, table: str) -> Finding:
    """The finding for a single row that cannot be spoken of."""
    why = "one row is restricted by itself, without hiding the others of its person (Art. 18 GDPR)"
    return Finding(code=ROW, message=message, where=Place(object=table), why=why, hint=hint)
