"""Rows that several people share, where each decides about what is theirs: when such a row is shown, and which cells.

A cell is worked out before any condition of whoever reads: hidden, it is null for all that they can ask.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from psycopg import sql

from troth.compiler.live.grounds_and_locks import asks_for_somebody
from troth.compiler.names import look_out
from troth.compiler.rows import FALSE, Row, both, either, equal, qualified
from troth.compiler.windows import Joint, TableWindow

if TYPE_CHECKING:
    from troth.compiler.live.live import Live

_STANDS = Row("s")
_LOOKED = Row("l", looked=True)


def one_stands(live: Live, table: TableWindow, row: Row, name: str) -> sql.Composable:
    """The purpose may see one of the owners; or all are nobody, and its time has not run out."""
    somebody = [both([_not(live.nobody(row, owner)), live.stands(table, row, name, owner)]) for owner in table.owners]
    nobodies = [live.nobody(row, owner) for owner in table.owners]
    times = [FALSE] if asks_for_somebody(live, name) else [live.time_of(table, row, name, o) for o in table.owners]
    return either([*somebody, both([*nobodies, *times])])


def who_stands(live: Live, table: TableWindow, row: Row, name: str) -> sql.Composable:
    """A row to stand beside another: of each owner whether nothing of theirs is hidden, and whether they are nobody.

    It looks at the row through its look-out, as row policies look at others: the role behind a window reads no more of
    the table itself than it shows.
    """
    key, each = table.table.table.primary_key, dict[str, sql.Composable]()
    for owner in table.owners:
        nobody = live.nobody(_LOOKED, owner)
        each[owner.name] = either([nobody, live.stands(table, _LOOKED, name, owner)])
        each[_no(owner.name)] = nobody
    return sql.SQL("cross join lateral (select {} from {} as {} where {} offset 0) as {}").format(
        sql.SQL(", ").join(sql.SQL("{} as {}").format(said, sql.Identifier(name)) for name, said in each.items()),
        qualified(look_out(table.relation)),
        sql.Identifier(_LOOKED.alias),
        equal(_LOOKED.columns(key), row.columns(key)),
        sql.Identifier(_STANDS.alias),
    )


def shown_if(joint: Joint, cell: sql.Composable) -> sql.Composable:
    """A cell, where nothing is to be hidden of anybody whose it is, and somebody to whom it leads may be seen."""
    shown = _STANDS.columns(sorted(joint.cells))
    if len(joint.links) == 1:
        shown += _STANDS.columns(sorted(joint.links))
    elif joint.links:
        nobodies = [_STANDS.column(_no(name)) for name in sorted(joint.links)]
        seen = [both([_STANDS.column(name), _not(_STANDS.column(_no(name)))]) for name in sorted(joint.links)]
        shown.append(either([*seen, both(nobodies)]))
    return sql.SQL("case when {} then {} end").format(both(shown), cell)


def _no(owner: str) -> str:
    """The column that says of an owner that they are nobody."""
    return f"no {owner}"


def _not(condition: sql.Composable) -> sql.Composable:
    return sql.SQL("not {}").format(condition)
