"""Writes tried through a window, and what the reference evaluator says should come of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import sql

from properties.attempts import DONE, NO_ROW, REFUSED, blind_update, delete, insert, instead_of, short, update
from properties.built import Built
from properties.evaluator import Evaluator
from properties.periods import local_time
from properties.pseudonyms import Pseudonyms
from properties.reading import Row

SAMPLE = 2
"""How many rows of each table are written to."""

UPSERT_FIXED_IN = {15: 150020, 16: 160016, 17: 170012, 18: 180007}

Attempt = tuple[str, str, Any, str | int, str | int]
"""What was tried, on which table, with which row, what should come of it, and what came of it."""


def wrong_writes(made: Built, evaluator: Evaluator, purpose: str) -> list[Attempt]:
    """The writes through a purpose's window that PostgreSQL answers otherwise than the meaning says."""
    trial = _Trial(made, evaluator, purpose)
    found = [attempt for table in evaluator.window(purpose) for attempt in trial.on(table)]
    return [attempt for attempt in found if attempt[3] != attempt[4]]


class _Trial:
    """Writes through one purpose's window."""

    def __init__(self, made: Built, evaluator: Evaluator, purpose: str) -> None:
        self.made, self.evaluator, self.purpose = made, evaluator, purpose
        self.role = f"shop_for_{purpose}"
        self.may = evaluator.may(purpose)
        self.visible = evaluator.changeable(purpose)
        self.pseudonyms = Pseudonyms(evaluator, purpose)

    def on(self, table: str) -> Iterator[Attempt]:
        view = sql.Identifier(f"for_{self.purpose}", short(table))
        may = self.may.get(table, {"add": [], "change": [], "remove": False})
        rows = [self._as_shown(table, row) for row in self.evaluator.data[table][:SAMPLE]]
        for row in rows[:1]:
            yield from self._kept_off(table, view, row, may)
        for row in rows:
            yield self._added(table, view, row, may)
            yield from self._changed(table, view, row, may)
            yield self._removed(table, view, row, may)
        for column in [column for column in may["change"] if column.startswith("about_")][:1]:
            value = self._another(table, column)
            came = blind_update(self.made, self.role, view, column, value)
            yield "change all", table, column, len(self.visible[table]), came

    def _as_shown(self, table: str, row: Row) -> Row:
        """A row with the keys by which the window knows it."""
        shown = instead_of(self.made, self.pseudonyms, table, list(row), tuple(row.values()))
        return dict(zip(row, shown, strict=True))

    def _added(self, table: str, view: sql.Identifier, row: Row, may: dict[str, Any]) -> Attempt:
        """A copy of a row with a key of its own, as far as the window shows it."""
        allowed = may["add"] and not (may["change"] and self._has_upsert_advisory())
        columns = self.evaluator.window(self.purpose)[table].columns
        new = {column: row[column] for column in may["add"] or columns}
        new |= {column: _unused(row[column]) for column in self.evaluator.map.primary_key(table)}
        stored = dict.fromkeys(self.evaluator.map.schema[table]["columns"]) | new
        right = DONE if allowed and self.evaluator.may_write(self.purpose, table, stored) else REFUSED
        return "add", table, new, right, insert(self.made, self.role, view, new)

    def _has_upsert_advisory(self) -> bool:
        version = self.made.chief.info.server_version
        return version < UPSERT_FIXED_IN.get(version // 10_000, 0)

    def _changed(self, table: str, view: sql.Identifier, row: Row, may: dict[str, Any]) -> Iterator[Attempt]:
        """Each column that may be changed set to another value, an event's to the present."""
        key = self._key(table, row)
        for column in may["change"]:
            value = self._another(table, column)
            came = update(self.made, self.role, view, key, column, value)
            right = came if self._leaves_sight(table, row, column, value) else self._if_visible(table, row)
            yield "change", table, (key, column, value), right, came

    def _kept_off(self, table: str, view: sql.Identifier, row: Row, may: dict[str, Any]) -> Iterator[Attempt]:
        """Each shown column that may not be changed, set to what it is."""
        key = self._key(table, row)
        for column in self.evaluator.window(self.purpose)[table].columns:
            if column not in may["change"]:
                came = update(self.made, self.role, view, key, column, row[column])
                yield "change", table, (key, column), REFUSED, came

    def _leaves_sight(self, table: str, row: Row, column: str, value: Any) -> bool:
        """Whether a visible row would no longer be seen after a change: PostgreSQL may then refuse it or not."""
        if self.evaluator.map.key_of(table, row) not in self.visible[table]:
            return False
        if self._refers_to_nothing(table, column, value):
            return True
        return self.evaluator.map.key_of(table, row) not in self._after(table, row, column, value)

    def _refers_to_nothing(self, table: str, column: str, value: Any) -> bool:
        """Whether a foreign key will not have this: policies, which speak first, find no time there either."""
        return any(
            part == column and all(there[wanted] != value for there in self.evaluator.data[key["target"]])
            for key in self.evaluator.map.schema[table]["foreign_keys"]
            for part, wanted in zip(key["columns"], key["target_columns"], strict=True)
        )

    def _after(self, table: str, row: Row, column: str, value: Any) -> set[Any]:
        changed = {**row, column: value}
        rows = [changed if each is row else each for each in self.evaluator.data[table]]
        return self.evaluator.on({**self.evaluator.data, table: rows}).visible(self.purpose)[table]

    def _another(self, table: str, column: str) -> Any:
        kind = self.evaluator.map.schema[table]["columns"][column]["type"]
        now = local_time(self.evaluator.clock, self.evaluator.zone)
        values = {"date": now.date(), "timestamp": now, "timestamptz": self.evaluator.clock, "text": "b"}
        return values.get(kind, 5) if kind != "uuid" else UUID(int=5)

    def _removed(self, table: str, view: sql.Identifier, row: Row, may: dict[str, Any]) -> Attempt:
        key = self._key(table, row)
        right = self._if_visible(table, row) if may["remove"] else REFUSED
        return "remove", table, key, right, delete(self.made, self.role, view, key)

    def _if_visible(self, table: str, row: Row) -> str:
        """A row that one sees can be written, since its standing is well; one that one does not see is not there."""
        return DONE if self.evaluator.map.key_of(table, row) in self.visible[table] else NO_ROW

    def _key(self, table: str, row: Row) -> Row:
        return {column: row[column] for column in self.evaluator.map.primary_key(table)}


def _unused(value: Any) -> Any:
    if isinstance(value, UUID):
        return UUID(int=10_000)
    return f"{value} anew" if isinstance(value, str) else value + 10_000 if isinstance(value, int) else datetime.max
