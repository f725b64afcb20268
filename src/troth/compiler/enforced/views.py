"""The views of a window: of each table the columns it shows, less precisely, as pseudonyms or not of everybody."""

from __future__ import annotations

from collections.abc import Iterator

from psycopg import sql

from troth.compiler.enforced.pseudonyms import pseudonym
from troth.compiler.erasable.levels import at_level
from troth.compiler.live.joint_rows import shown_if, who_stands
from troth.compiler.live.live import Live
from troth.compiler.rows import Row, qualified
from troth.compiler.windows import TableWindow, Window
from troth.postgres.catalogue import Relation
from troth.postgres.objects import View

_ROW = Row("r")


def window_views(window: Window, schema: str, sees: str, live: Live) -> Iterator[View]:
    """One view for each table of a window."""
    for table in window.tables.values():
        cells = [sql.SQL("{} as {}").format(cell, sql.Identifier(name)) if _is_made(table, name) else cell
                 for name, cell in cells_shown(window, table, _ROW, live.policy.time_zone).items()]  # fmt: skip
        query = sql.SQL("select {} from {} as r").format(sql.SQL(", ").join(cells), qualified(table.relation))
        if table.joint:
            query = sql.SQL("{} {}").format(query, who_stands(live, table, _ROW, window.purpose))
        yield View(relation=Relation(schema, table.relation.name), owner=sees, columns=table.shown, query=query)


def cells_shown(window: Window, table: TableWindow, row: Row, zone: str) -> dict[str, sql.Composable]:
    """What a window shows of each column of a row."""
    cells = dict(zip(table.shown, row.columns(table.shown), strict=True))
    cells |= {name: at_level(table.table.columns[name].column, level, row, zone) for name, level in table.levels}
    cells |= {name: pseudonym(window.name, key, row.column(name)) for name, key in table.pseudonyms}
    return cells | {joint.column: shown_if(joint, cells[joint.column]) for joint in table.joint}


def _is_made(table: TableWindow, name: str) -> bool:
    return name in {*dict(table.levels), *dict(table.pseudonyms), *(joint.column for joint in table.joint)}
