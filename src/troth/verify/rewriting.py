"""Writing a made-up person's row through a window once more, as it is or spoiled in one place. Everything is undone.

Row security looks at a written row before the table's own constraints do: so a row that only a constraint refuses, such
as the second one of a key, was let through by the policy's rules.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

from troth.compiler.rows import Row, both, equal, qualified
from troth.compiler.windows import TableWindow
from troth.mapped.model import MappedColumn, MappedTable
from troth.verify.canary.meeting import opened_to
from troth.verify.canary.playing import Canary, Played
from troth.verify.canary.sight import held
from troth.verify.look import Look
from troth.verify.reach import Door
from troth.verify.trying import as_window

ANYTHING: Mapping[str, Any] = {"S": "x", "D": "2000-01-01", "N": 1, "B": True, "I": "192.0.2.1"}
"""What a cell is filled with, by the category of its type; a cell of another type is left as it is."""


@dataclass(frozen=True)
class Sample:
    """A row of a made-up person."""

    person: Played
    key: tuple[Any, ...]
    cells: Mapping[str, Any]


def sample(look: Look, canary: Canary, table: MappedTable, condition: sql.Composable) -> Sample | None:
    """A row of one of the canaries that meets a condition, if there is any."""
    row = Row(table.relation.name)
    for person in canary.people():
        for _, key in held(canary, person).get(str(table.relation), ()):
            same = equal(row.columns(table.table.primary_key), list(map(sql.Literal, key)))
            query = sql.SQL("select to_jsonb({}) from {} where {}").format(
                sql.Identifier(row.alias), qualified(table.relation), both([same, condition])
            )
            if found := look.connection.execute(query).fetchone():
                return Sample(person, key, found[0])
    return None


@dataclass(frozen=True)
class Rewriting:
    """Adding a sample through one window."""

    look: Look
    canary: Canary
    door: Door
    table: TableWindow
    left_out: frozenset[str] = frozenset()
    """Columns that are not given: what came into the row later is no part of how it came in."""

    @property
    def written(self) -> tuple[str, ...]:
        """The columns that an insert gives. What the table works out by itself is left to it."""
        key = self.table.table.table.primary_key
        columns = {name: self.table.table.columns[name].column for name in self.table.inserts}
        return tuple(
            name
            for name, column in columns.items()
            if name not in self.left_out
            and not column.generated
            and column.identity is None
            and not (name in key and column.default)
        )

    def refusal(self, row: Sample, **other: Any) -> str | None:
        """How row security refuses the row with these other cells, or None if it lets it through."""
        columns = sql.SQL(", ").join(map(sql.Identifier, self.written))
        target = sql.Identifier(self.door.schema, self.table.relation.name)
        add = sql.SQL("insert into {0} ({1}) select {1} from jsonb_populate_record(null::{0}, {2}::jsonb)").format(
            target, columns, sql.Literal(json.dumps({**row.cells, **other}))
        )
        with self.look.connection.transaction(force_rollback=True):
            opened_to(self.canary, row.person, self.door.window.purpose)
            try:
                with as_window(self.look, self.door.role):
                    self.look.connection.execute(add)
            except psycopg.errors.InsufficientPrivilege as problem:
                return problem.diag.message_primary or "refused"
            except psycopg.errors.IntegrityError:
                return None
        return None


def of_later(table: MappedTable, deciding: frozenset[str]) -> frozenset[str]:
    """The columns that a new row can do without, without a category, leading nowhere: marks, times, states."""
    leading = {name for key in table.table.foreign_keys for name in key.columns}
    return frozenset(
        name
        for name, each in table.columns.items()
        if each.category is None
        and name not in leading | deciding | set(table.table.primary_key)
        and (each.column.nullable or each.column.default is not None)
    )


def filled(column: MappedColumn) -> Any:
    """Something to put into a cell, or None where its type says nothing to put."""
    return ANYTHING.get(column.column.type_category)


def how_of(look: Look, table: MappedTable, row: Sample, how: sql.Composable) -> str:
    """How a form takes a category for just this row."""
    there = Row(table.relation.name)
    same = equal(there.columns(table.table.primary_key), list(map(sql.Literal, row.key)))
    query = sql.SQL("select {} from {} where {}").format(how, qualified(table.relation), same)
    found = look.connection.execute(query).fetchone()
    return str(found[0]) if found else ""
