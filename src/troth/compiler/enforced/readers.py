"""Windows whose readers are people themselves: which rows are shown to whom, bound by a ticket that nobody can forge.

A reader logs in as the recipient's role, which sees nothing; with a ticket for one person it sees what that person may
see. The ticket lies in a setting that anyone may set, and is worth nothing without the signature over it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from psycopg import sql

from troth.compiler.enforced.row_policies import in_force
from troth.compiler.live.live import Live
from troth.compiler.names import STANDING_SCHEMA
from troth.compiler.rows import TRUE, Row, both, either, equal, exists, named, qualified
from troth.compiler.windows import TableWindow, Window, meeting_tables
from troth.mapped.model import MappedTable, Owner
from troth.mapped.ways import reach
from troth.policy.model import Recipient
from troth.postgres.catalogue import Relation
from troth.postgres.objects import View

SETTING = "troth.ticket"
"""The setting in which a reader shows a ticket."""

SHOWN = Relation(STANDING_SCHEMA, "shown_ticket")
"""The view that tells whose ticket is shown, and for which window."""

_QUERY = """
  select s.ticket ->> 'window', s.ticket ->> 'kind', s.ticket -> 'key'
    from (select case when m.sound
                 then pg_catalog.convert_from(pg_catalog.decode(m.said, 'hex'), 'UTF8')::pg_catalog.jsonb end as ticket
            from (select t.said,
                         pg_catalog.sha256(k.outer_pad || pg_catalog.convert_to(t.signature, 'UTF8'))
                           = pg_catalog.sha256(k.outer_pad || pg_catalog.convert_to(pg_catalog.encode(pg_catalog.sha256(
                               k.outer_pad || pg_catalog.sha256(k.inner_pad || pg_catalog.convert_to(t.said, 'UTF8'))),
                               'hex'), 'UTF8')) as sound
                    from (select pg_catalog.split_part(g.given, '.', 1) as said,
                                 pg_catalog.split_part(g.given, '.', 2) as signature
                            from (select pg_catalog.current_setting('troth.ticket', true) as given) as g) as t
                   cross join troth.ticket_key as k) as m) as s
   where pg_catalog.to_timestamp((s.ticket ->> 'until')::double precision)
         >= troth.clock() + (pg_catalog.clock_timestamp() - pg_catalog.now())
"""


def shown_ticket(keeper: str) -> View:
    """The ticket that is shown, if its signature is right and its time not over; otherwise there is no row.

    The signature is HMAC-SHA-256 over the ticket's text; the keys are kept as the two pads of it. It is compared
    through another digest, so that how long that takes tells nothing. The clock goes on while a transaction is open.
    """
    return View(relation=SHOWN, owner=keeper, columns=("recipient", "kind", "key"), query=sql.SQL(_QUERY))


@dataclass(frozen=True)
class Readers:
    """The rows that the window of one recipient shows. `bound`: to the reader; else to no one, for counting."""

    live: Live
    name: str
    bound: bool = True

    @property
    def recipient(self) -> Recipient:
        return self.live.policy.recipients[self.name]

    def shown(self, window: Window, table: TableWindow) -> sql.Composable:
        """The rows of a table that the window shows: as for its purpose, while it is in force, to who may read them."""
        visible = [in_force(self.recipient), self.live.visible(table, window.purpose)]
        if not self.recipient.by_ticket:
            return both(visible)
        row = Row(table.relation.name)
        if self.recipient.as_ == "self":
            return both([*visible, self._own(row, table), *self._met(row, table)])
        if self.recipient.per:
            return both([*visible, self._asked(row, table, self.recipient.per)])
        if self.recipient.as_ in table.table.owners:
            reader = self._is(row, table.table, table.table.owners[self.recipient.as_ or ""])
            return both([*visible, reader, *self._met(row, table)])
        return both([*visible, either([self._meets(window, row, table, there) for there in self._meetings(table)])])

    def _own(self, row: Row, table: TableWindow) -> sql.Composable:
        """Every owner whose data is shown is the reader, or nobody; and one of them is the reader."""
        each = [self._is(row, table.table, owner) for owner in table.owners]
        if len(each) == 1:
            return each[0]
        alone = [either([self.live.nobody(row, o), mine]) for o, mine in zip(table.owners, each, strict=True)]
        return both([*alone, either(each)])

    def _met(self, row: Row, table: TableWindow) -> list[sql.Composable]:
        """The recipient's condition holds for the row."""
        condition = self.recipient.while_
        return [self.live.met(condition, row, table.table, owner) for owner in table.owners] if condition else []

    def _asked(self, row: Row, table: TableWindow, case: str) -> sql.Composable:
        """The row is the reader's own, or related to a case of theirs for one of the owners whose data is shown."""
        to = self.live.mapped.tables[self.live.mapped.cases[case]]
        mine = table.table.owners.get(self.recipient.as_ or "")
        if table.relation == to.relation:
            return self._their_case(row, to)
        if mine is not None:
            return self._is(row, table.table, mine)
        ways = (reach(self.live.mapped, table.table, owner, to.relation) for owner in table.owners)
        key = table.table.table.primary_key
        related = self.live.rows.related
        return either([related(way, row, key, lambda other: self._their_case(other, to)) for way in ways if way])

    def _their_case(self, row: Row, case: MappedTable) -> sql.Composable:
        """The reader stands in a case that is in the state asked for and not restricted itself."""
        reader, state = case.owners[self.recipient.as_ or ""], self.recipient.while_
        said = [self._is(row, case, reader)]
        if self.live.policy.purposes[self.recipient.for_ or ""].despite_restriction is None:
            said.append(self.live.row_not_restricted(row, case))
        return both([*said, self.live.met(state, row, case, reader)] if state else said)

    def _meetings(self, table: TableWindow) -> list[MappedTable]:
        kind = table.owners[0].kind
        there = meeting_tables(self.live.mapped, self.recipient)
        return [each for each in there if each.owners[self.recipient.sees or ""].kind == kind]

    def _meets(self, window: Window, row: Row, table: TableWindow, there: MappedTable) -> sql.Composable:
        """The person whose row this is meets the reader in a row elsewhere, for which the purpose is still in time."""
        other = Row("_m", looked=True)
        sees, reader = (there.owners[name or ""] for name in (self.recipient.sees, self.recipient.as_))
        seen = self.live.seen(window.purpose, there, sees) or self._uses(window)
        conditions = [self._is(other, there, reader), self.live.counts(sees, other)]
        if self.live.policy.purposes[window.purpose].despite_restriction is None:
            conditions.append(self.live.row_not_restricted(other, there))
        conditions.append(self.live.in_time(window.purpose, other, there, sees, seen))
        if self.recipient.while_:
            conditions.append(self.live.met(self.recipient.while_, other, there, sees))
        climb = self.live.rows.climb(other, sees.way, "s")
        tables = [named(there.relation, other), *climb.tables]
        return self._among(row.columns(table.table.table.primary_key), climb.end, tables, [*climb.joins, *conditions])

    def _uses(self, window: Window) -> frozenset[str]:
        return self.live.policy.categories_of(self.live.policy.purposes[window.purpose].uses)

    def _is(self, row: Row, table: MappedTable, owner: Owner) -> sql.Composable:
        """An owner of a row is the person for whom the ticket was made."""
        if not self.bound:
            return TRUE
        person, counts = self._viewer(owner), self.live.counts(owner, row)
        if len(owner.way) < 2:
            return both([counts, equal(row.columns(owner.links or table.table.primary_key), person)])
        first, ahead = owner.way[0], Row("_a", looked=True)
        climb = self.live.rows.climb(ahead, owner.way[1:], "a")
        tables = [named(first.target, ahead), *climb.tables]
        joins = [*climb.joins, self.live.rows.counts(owner.way[1], ahead), equal(climb.end, person)]
        return both(
            [counts, self._among(row.columns(first.columns), ahead.columns(first.target_columns), tables, joins)]
        )

    @staticmethod
    def _among(
        mine: Sequence[sql.Composable],
        theirs: Sequence[sql.Composable],
        tables: Sequence[sql.Composable],
        conditions: Sequence[sql.Composable],
    ) -> sql.Composable:
        """Some columns of the row at hand are among those of other rows, which are looked up once for the statement."""
        if len(mine) == 1:
            query = sql.SQL("{} = any (array(select {} from {} where {}))")
            return query.format(mine[0], theirs[0], sql.SQL(", ").join(tables), sql.SQL(" and ").join(conditions))
        return exists(tables, [*conditions, equal(theirs, mine)])

    def _viewer(self, owner: Owner) -> list[sql.Composable]:
        """The key of the person for whom the ticket was made, each part in a sub-select that is worked out once."""
        table = self.live.mapped.subject_table(owner.kind)
        types = [table.columns[name].column.type for name in table.table.primary_key]
        query = sql.SQL("(select (t.key ->> {})::{} from {} as t where t.recipient = {} and t.kind = {} limit 1)")
        return [
            query.format(
                sql.Literal(part), sql.SQL(kind), qualified(SHOWN), sql.Literal(self.name), sql.Literal(owner.kind)
            )
            for part, kind in enumerate(types)
        ]
