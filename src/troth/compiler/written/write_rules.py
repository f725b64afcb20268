"""What a row must be like to be written through a window: by its forms, its age, its origin, its gates.

Each rule becomes a row policy of its own, so that PostgreSQL's refusal names the rule that was broken.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from psycopg import sql

from troth.compiler.live.grounds_and_locks import known_age
from troth.compiler.live.live import Live
from troth.compiler.names import STANDING_SCHEMA
from troth.compiler.rows import TRUE, Row, both, either
from troth.compiler.windows import TableWindow
from troth.compiler.written import form_rules, gate_rules
from troth.compiler.written.blank import not_blank
from troth.compiler.written.card_numbers import NAME, alike, texts
from troth.compiler.written.rule import WriteRule
from troth.mapped.model import MappedTable
from troth.postgres.catalogue import Relation

__all__ = ["WriteRule", "write_rules"]

ORIGINS = ("person", "observed", "another", "bought", "derived")
_OF_OTHERS = ("another", "bought")


@dataclass(frozen=True)
class Writes:
    """What a command writes of a table: all columns when it adds a row, some when it changes one."""

    table: TableWindow
    columns: frozenset[str]
    adds: bool


def write_rules(live: Live, table: TableWindow, *, adds: bool) -> Iterator[WriteRule]:
    """The rules for adding (or else changing) rows of a table through a window."""
    columns = frozenset(table.table.columns) if adds else frozenset(table.updates)
    writes = Writes(table, columns, adds)
    row = Row(table.relation.name)
    yield from form_rules.rules(live, table.table, row, columns)
    yield from gate_rules.rules(live, table.table, row, columns)
    yield from _ages(live, writes, row)
    yield from _origins(writes, row)
    yield from _card_numbers(writes, row)


def _ages(live: Live, writes: Writes, row: Row) -> Iterator[WriteRule]:
    """Nobody younger than the minimum of their kind; on adding a person, their age must be told."""
    for kind, age in live.mapped.age.items():
        minimum = live.policy.subjects[kind].minimum_age
        here = Relation(*age.column.table) == writes.table.relation and age.column.column in writes.columns
        if minimum and here:
            told = known_age(live, kind, row, minimum)
            must = writes.adds and writes.table.table.subject == kind
            yield WriteRule(f"age {kind}", sql.SQL("({}) is {}").format(told, sql.SQL("true" if must else "not false")))


def _origins(writes: Writes, row: Row) -> Iterator[WriteRule]:
    """A row says where it came from, and from whom and when, if not from the person."""
    origin = writes.table.table.origin
    if origin is None or not writes.columns.intersection(origin.columns):
        return
    yield WriteRule("origin", sql.SQL("({}) is true").format(origin_told(writes.table.table, row)))


def origin_told(table: MappedTable, row: Row) -> sql.Composable:
    """The row says where it came from, as it has to. Raises AssertionError for a table without `origin`."""
    origin = table.origin
    assert origin is not None
    said = row.column(origin.in_)
    known = sql.SQL("{}::text in ({})").format(said, sql.SQL(", ").join(map(sql.Literal, ORIGINS)))
    others = sql.SQL("{}::text in ({})").format(said, sql.SQL(", ").join(map(sql.Literal, _OF_OTHERS)))
    named = [not_blank(table.columns[name].column, row) for name in (origin.source, origin.at) if name]
    return both([known, either([sql.SQL("not {}").format(others), both(named)]) if named else TRUE])


def _card_numbers(writes: Writes, row: Row) -> Iterator[WriteRule]:
    """Nothing that can hold the number of a payment card takes one."""
    if "card_numbers" not in writes.table.table.refuse:
        return
    for name, text in texts(writes.table.table, row).items():
        if name in writes.columns:
            none = sql.SQL("not {}({})").format(sql.Identifier(STANDING_SCHEMA, NAME), text)
            yield WriteRule(f"card number in {name}", either([sql.SQL("({}) is not true").format(alike(text)), none]))
