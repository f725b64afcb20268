"""Bringing a made-up person's row into a state that a gate guards, with its list whole and not. Everything is undone.

What must happen is worked out first, from the rows that are there; then a window tries it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

from troth.compiler.rows import Row, both, equal, qualified, raw
from troth.mapped.model import MappedTable
from troth.postgres.catalogue import Relation
from troth.tables.collecting import Gate
from troth.verify.canary.meeting import opened_to
from troth.verify.canary.playing import Canary, Played
from troth.verify.canary.sight import held
from troth.verify.look import Look
from troth.verify.reach import Door, doors
from troth.verify.rewriting import Rewriting, Sample, filled
from troth.verify.trying import as_window

MOST = 20
"""How many rows of one person are added once more."""

_IS = re.compile(r"(\w+) = '([^']*)'")
_THERE = re.compile(r"(\w+) is not null")
_NOT_THERE = re.compile(r"(\w+) is null")


def state(table: MappedTable, when: str) -> Mapping[str, Any] | None:
    """What brings a row into the state, where its condition says so in so many words."""
    cells: dict[str, Any] = {}
    for part in re.split(r"\s+and\s+", when.strip()):
        if (said := _IS.fullmatch(part)) is not None:
            cells[said[1]] = said[2]
        elif (said := _NOT_THERE.fullmatch(part)) is not None:
            cells[said[1]] = None
        elif (said := _THERE.fullmatch(part)) is not None and said[1] in table.columns:
            cells[said[1]] = filled(table.columns[said[1]])
            if cells[said[1]] is None:
                return None
        else:
            return None
    return cells


@dataclass(frozen=True)
class Gating:
    """One gate, and what brings a row into its state."""

    look: Look
    canary: Canary
    name: str
    table: MappedTable
    gate: Gate
    cells: Mapping[str, Any]
    checks: Sequence[sql.Composable]

    @property
    def doors(self) -> Iterator[Door]:
        """The windows of purposes that may bring a row there."""
        for door in doors(self.look):
            window = door.window.tables.get(self.table.relation)
            if window is not None and self.cells.keys() <= set(window.updates):
                yield door

    def attempts(self) -> Iterator[tuple[bool, bool]]:
        """For each row of a canary, as it is and with what it needs taken away: whether it may, and whether it does."""
        for person in self.canary.people():
            rows = held(self.canary, person)
            for _, key in rows.get(str(self.table.relation), ()):
                for taken in (None, *{Relation(*need.table) for need in self.gate.needs if need.table}):
                    with self.look.connection.transaction(force_rollback=True):
                        if taken is None or self._taken_away(taken, rows.get(str(taken), ())):
                            yield from self._attempt(person, key)

    def _taken_away(self, relation: Relation, rows: Sequence[tuple[int, tuple[Any, ...]]]) -> bool:
        """Their rows of a table that the list counts are gone, if nothing refers to them."""
        if relation == self.table.relation or not rows:
            return False
        row, key = Row(relation.name), self.look.compiled.mapped.tables[relation].table.primary_key
        for _, values in rows:
            same = equal(row.columns(key), list(map(sql.Literal, values)))
            try:
                with self.look.connection.transaction():
                    self.look.connection.execute(sql.SQL("delete from {} where {}").format(qualified(relation), same))
            except psycopg.errors.IntegrityError:
                return False
        return True

    def _attempt(self, person: Played, key: tuple[Any, ...]) -> Iterator[tuple[bool, bool]]:
        for door in self.doors:
            for cells in (self.cells, self._with_marks(door)):
                with self.look.connection.transaction(force_rollback=True):
                    opened_to(self.canary, person, door.window.purpose)
                    seen, done = self._does(door, key, cells)
                may = self._may(key, cells) if seen else None
                if may is not None:
                    yield may, done
                    break

    def _with_marks(self, door: Door) -> Mapping[str, Any]:
        """The state with what the window marks beside it: a decision and when it was made."""
        window, columns = door.window.tables[self.table.relation], self.table.columns
        marks = {name: filled(columns[name]) for name in window.updates if columns[name].category is None}
        return {name: value for name, value in marks.items() if value is not None} | dict(self.cells)

    def additions(self) -> Iterator[tuple[bool, bool]]:
        """For each row of a canary that is in the state, added once more: whether it may be, and whether it is."""
        row = Row(self.table.relation.name)
        inside = sql.SQL("({}) is true").format(raw(self.gate.when))
        for person in self.canary.people():
            rows = held(self.canary, person)
            for _, key in rows.get(str(self.table.relation), ())[:MOST]:
                found = self._asked(sql.SQL("to_jsonb({})").format(sql.Identifier(row.alias)), key, inside)
                for taken in (None, *{Relation(*need.table) for need in self.gate.needs if need.table}):
                    with self.look.connection.transaction(force_rollback=True):
                        if found and (taken is None or self._taken_away(taken, rows.get(str(taken), ()))):
                            yield from self._addition(Sample(person, key, found[0]))

    def _addition(self, row: Sample) -> Iterator[tuple[bool, bool]]:
        whole = self._asked(both([sql.SQL("({}) is true").format(check) for check in self.checks]), row.key)
        for door in doors(self.look):
            window = door.window.tables.get(self.table.relation)
            if window is not None and window.inserts:
                refused = Rewriting(self.look, self.canary, door, window).refusal(row)
                if refused is None or f"gate {self.name} " in refused:
                    yield bool(whole and whole[0]), refused is None

    def _asked(self, what: sql.Composable, key: tuple[Any, ...], *conditions: sql.Composable) -> tuple[Any, ...] | None:
        """Something of one row, if it is so."""
        row = Row(self.table.relation.name)
        same = equal(row.columns(self.table.table.primary_key), list(map(sql.Literal, key)))
        query = sql.SQL("select {} from {} where {}").format(
            what, qualified(self.table.relation), both([same, *conditions])
        )
        return self.look.connection.execute(query).fetchone()

    def _may(self, key: tuple[Any, ...], cells: Mapping[str, Any]) -> bool | None:
        """Whether the row would be whole once it is in the state; None where the table's own constraints want more."""
        whole = both([sql.SQL("({}) is true").format(check) for check in self.checks])
        try:
            with self.look.connection.transaction(force_rollback=True):
                self.look.connection.execute(self._change(qualified(self.table.relation), key, cells))
                found = self._asked(whole, key)
        except psycopg.errors.IntegrityError:
            return None
        return bool(found and found[0])

    def _does(self, door: Door, key: tuple[Any, ...], cells: Mapping[str, Any]) -> tuple[bool, bool]:
        """Whether the window sees the row at all, and whether it brings it into the state."""
        view = sql.Identifier(door.schema, self.table.relation.name)
        try:
            with as_window(self.look, door.role):
                count = self.look.connection.execute(self._change(view, key, cells)).rowcount
        except psycopg.errors.InsufficientPrivilege:
            return True, False
        except psycopg.errors.IntegrityError:
            return False, False
        return count == 1, count == 1

    def _change(self, target: sql.Composable, key: tuple[Any, ...], cells: Mapping[str, Any]) -> sql.Composed:
        set_ = [sql.SQL("{} = {}").format(sql.Identifier(name), sql.Literal(value)) for name, value in cells.items()]
        names = [sql.Identifier(name) for name in self.table.table.primary_key]
        return sql.SQL("update {} set {} where {}").format(
            target, sql.SQL(", ").join(set_), equal(names, list(map(sql.Literal, key)))
        )
