"""When a cell is needed: some purpose that keeps it is live, or a hold, a restriction or a pending objection keeps it.

Data that nothing needs is what the next sweep erases. The rules are those of docs/explanation/meaning.md.
"""

from __future__ import annotations

from collections.abc import Iterator

from psycopg import sql

from troth.compiler.live import Live
from troth.compiler.rows import Row, either
from troth.mapped.model import MappedColumn, MappedTable, Owner
from troth.policy.model import covers


def needed(live: Live, row: Row, table: MappedTable, column: MappedColumn) -> sql.Composable:
    """Whether a cell is needed for one of its owners."""
    owners = [table.owners[name] for name in column.owners if name in table.owners]
    return either([reason for owner in owners for reason in _for_owner(live, row, table, column, owner)])


def _for_owner(
    live: Live, row: Row, table: MappedTable, column: MappedColumn, owner: Owner
) -> Iterator[sql.Composable]:
    category = column.category or ""
    seen = frozenset({category})
    for name, purpose in live.policy.purposes.items():
        if purpose.keeps and category in live.kept_by(name, owner) and live.reachable(name, table, owner):
            yield live.live(name, row, table, owner, seen)
    for hold in live.policy.holds.values():
        if any(covers(pattern, category) for pattern in hold.keeps) and live.condition_reaches(
            hold.while_, table, owner
        ):
            yield live.met(hold.while_, row, table, owner)
    yield live.frozen(row, owner)


def row_needed(live: Live, row: Row, table: MappedTable) -> sql.Composable:
    """Whether any cell of a row is needed."""
    return either([needed(live, row, table, column) for column in _one_of_each(table)])


def _one_of_each(table: MappedTable) -> Iterator[MappedColumn]:
    """One column of every category and set of owners: cells alike in both are needed alike."""
    known = set()
    for column in table.personal:
        kind = (column.category, frozenset(column.owners))
        if kind not in known:
            known.add(kind)
            yield column
