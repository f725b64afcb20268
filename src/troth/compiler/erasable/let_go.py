"""Cells that are personal only while their row is linked to somebody: which rows are plain, what becomes of others.

A row that nothing needs any more is let go where its table has such cells: its links and everything else in it that
says something of a person are erased, and those cells stay, as plain data.
"""

from __future__ import annotations

from psycopg import sql

from troth.compiler.erasable.erased_values import is_erased
from troth.compiler.erasable.fates import Fate
from troth.compiler.rows import Row, both, either
from troth.mapped.model import MappedColumn, MappedTable

PLAIN = "p"
"""The letter of a cell that becomes plain, among those of the cells that go (see swept/candidates.py)."""


def is_linked(table: MappedTable, row: Row) -> sql.Composable:
    """Whether any link of a row still has a value."""
    links = (column.name for column in table.columns.values() if column.name in table.links)
    return either([sql.SQL("{} is not null").format(row.column(name)) for name in links])


def is_plain(table: MappedTable, row: Row, zone: str) -> sql.Composable:
    """Whether a row leads to nobody and has nothing left but cells that are plain then."""
    erased = [is_erased(table, column, row, zone) for column in table.personal if not column.once_unlinked]
    return both([sql.SQL("not {}").format(is_linked(table, row)), *erased])


def let_go(fate: Fate, row: Row, zone: str) -> sql.Composable:
    """A letter for each erasable column of a row that is let go: what goes, and what becomes plain."""
    letters = [_letter(fate.table, column, row, zone) for column in fate.erasable]
    found = sql.SQL(" || ").join(letters)
    nothing = sql.Literal("0" * len(letters))
    return sql.SQL("case when {} then {} else {} end").format(is_plain(fate.table, row, zone), nothing, found)


def _letter(table: MappedTable, column: MappedColumn, row: Row, zone: str) -> sql.Composable:
    letter = PLAIN if column.once_unlinked else "1"
    erased = is_erased(table, column, row, zone)
    return sql.SQL("case when {} then '0' else {} end").format(erased, sql.Literal(letter))
