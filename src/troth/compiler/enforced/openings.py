"""Windows that show what is related to a case which was opened before, on the record, by the login that looks.

Windows cannot open a case themselves: an opening is committed by another login before the look, so that no look-up can
be unrecorded by rolling it back.
"""

from __future__ import annotations

from dataclasses import dataclass

from psycopg import sql

from troth.compiler.live.live import Live
from troth.compiler.names import STANDING_SCHEMA
from troth.compiler.rows import Row, both, either, equal, exists, qualified
from troth.compiler.windows import TableWindow, Window
from troth.mapped.model import MappedTable, Owner
from troth.mapped.ways import reach
from troth.postgres.catalogue import Relation
from troth.postgres.objects import View

OPENED = Relation(STANDING_SCHEMA, "opened_case")
"""The view of the cases that the login at hand has opened, and whose hours are not over."""

_QUERY = """
  select o.purpose, o.key from troth.opening as o
   where o.reader = session_user::pg_catalog.text
     and o.until >= troth.clock() + (pg_catalog.clock_timestamp() - pg_catalog.now())
"""


def opened_cases(keeper: str) -> View:
    """The openings of whoever asks. The clock goes on while a transaction is open."""
    return View(relation=OPENED, owner=keeper, columns=("purpose", "key"), query=sql.SQL(_QUERY))


@dataclass(frozen=True)
class Openings:
    """The rows that the window of a purpose with `open_per` shows."""

    live: Live

    def shown(self, window: Window, table: TableWindow) -> sql.Composable:
        """As the window of any purpose, and related to an opened case for one of the owners of the shown columns."""
        case = self.live.policy.purposes[window.purpose].open_per
        visible = self.live.visible(table, window.purpose)
        if case is None:
            return visible
        to = self.live.mapped.tables[self.live.mapped.cases[case.case]]
        owners = [owner for owner in table.owners if reach(self.live.mapped, table.table, owner, to.relation)]
        return both([visible, either([self._related(window.purpose, table, owner, to) for owner in owners])])

    def _related(self, purpose: str, table: TableWindow, owner: Owner, case: MappedTable) -> sql.Composable:
        row, way = Row(table.relation.name), self.live.reaches(table.table, owner, case.relation)
        if way.itself:
            return self._opened(purpose, row, case)
        key = table.table.table.primary_key
        return self.live.rows.related(way, row, key, lambda other: self._opened(purpose, other, case))

    @staticmethod
    def _opened(purpose: str, row: Row, case: MappedTable) -> sql.Composable:
        """A case is among those that were opened, which are looked up once for the statement."""
        key = case.table.primary_key
        types = [sql.SQL(case.columns[name].column.type) for name in key]
        parts = [sql.SQL("(_o.key ->> {})::{}").format(sql.Literal(part), kind) for part, kind in enumerate(types)]
        source = sql.SQL("{} as _o").format(qualified(OPENED))
        mine = sql.SQL("_o.purpose = {}").format(sql.Literal(purpose))
        if len(key) > 1:
            return exists([source], [mine, equal(parts, row.columns(key))])
        query = sql.SQL("{} = any (array(select {} from {} where {}))")
        return query.format(row.column(key[0]), parts[0], source, mine)
