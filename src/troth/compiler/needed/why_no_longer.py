"""Why nothing needs a cell any more, purpose by purpose: its time is over, it has ended, nobody consents. As SQL."""

from __future__ import annotations

from dataclasses import dataclass

from psycopg import sql

from troth.compiler.erasable.fates import Fate
from troth.compiler.needed.need import Need
from troth.compiler.rows import Row, both, exists
from troth.mapped.model import Owner
from troth.policy.model import Basis

NO_PURPOSE = "no purpose keeps it"
"""The cause where nothing of the policy ever made it needed."""

_X = Row("_x")


@dataclass(frozen=True)
class WhyNoLonger:
    """Why cells of one table are needed no more."""

    need: Need
    fate: Fate

    @property
    def row(self) -> Row:
        return Row(self.fate.relation.name)

    def of(self, owner: Owner, category: str) -> sql.Composable:
        """In words: what became of each purpose that keeps a category of an owner."""
        names = self.need.keepers(self.fate.table, owner, category)
        if not names:
            return sql.Literal(NO_PURPOSE)
        return sql.SQL("concat_ws(', ', {})").format(
            sql.SQL(", ").join(self._of_purpose(name, owner) for name in names)
        )

    def _of_purpose(self, name: str, owner: Owner) -> sql.Composable:
        over, lacking = sql.Literal(f"{name} is over"), sql.Literal(f"{name} has ended")
        in_time = self.need.in_time(name, self.row, self.fate.table, owner)
        if self.need.live.policy.purposes[name].basis is Basis.CONSENT:
            # A consent that is there and no longer counts has run out of time.
            same = sql.SQL("{} = {}").format(_X.column("purpose"), sql.Literal(name))
            there = exists(*self.need.live.looked_up("consent", self.row, owner, [same]))
            in_time = both([in_time, sql.SQL("not {}").format(there)])
            lacking = sql.Literal(f"{name} has no consent")
        return sql.SQL("case when {} then {} else {} end").format(in_time, lacking, over)
