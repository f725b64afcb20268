"""Everything that goes, of all tables, put on temporary lists that a sweep works through in batches. As SQL.

A list says what was found; what is done is decided anew for each batch, after its rows were locked, by the statement
of stays.py. A batch whose rows hang on each other is first made whole: what must go with a row comes along.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from psycopg import sql

from troth.compiler.erasable.fates import Fate
from troth.compiler.rows import Row, equal, qualified
from troth.compiler.swept.candidates import DEAD, GOES, ID, PART
from troth.compiler.swept.consequences import Called, going_on
from troth.compiler.swept.order import Group, in_order, is_circular
from troth.compiler.swept.stays import Look, Stays, with_part
from troth.mapped.model import Mapped, MappedTable
from troth.policy.model import Policy
from troth.postgres.catalogue import Relation

N = "troth n"
"""The place of a row on its list."""

ALWAYS, FOR_ONE_BATCH = sql.SQL(""), sql.SQL("on commit delete rows ")
"""How long the rows of a temporary table are kept. Deleted one by one, they would all be read again for each batch."""

_M, _B = Row("troth m"), Row("troth b")


@dataclass(frozen=True)
class Survey:
    """The statements that make the lists of one policy and database, and those that work through them."""

    policy: Policy
    mapped: Mapped
    row_holds: frozenset[Relation] = frozenset()
    within: frozenset[Relation] | None = None
    """The tables that are looked at, if not all."""

    @cached_property
    def stays(self) -> Stays:
        return Stays(
            self.policy, self.mapped, self._look, row_holds=self.row_holds, by_row=False, called=Called(self._prefix)
        )

    @property
    def _prefix(self) -> str:
        """Lists of a group can be made while there are lists of everything."""
        return "troth survey" if self.within is None else "troth group"

    @property
    def _batch(self) -> sql.Identifier:
        return sql.Identifier(f"{self._prefix} batch")

    def _look(self, table: MappedTable) -> sql.Composable | None:
        return sql.SQL("") if self.within is None or table.relation in self.within else None

    def around(self, group: Group) -> Survey:
        """Of a group alone, and of what tells whether its links may go."""
        return replace(self, within=frozenset(fate.relation for fate in (*group, *self._around(group))))

    @property
    def fates(self) -> Mapping[Relation, Fate]:
        return self.stays.fates

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """The tables in the order in which they are swept."""
        return in_order(self.stays.live, self.fates)

    # -- lists -------------------------------------------------------------------------------------------------------

    def make(self) -> Iterator[tuple[str, sql.Composed]]:
        """The statements that find everything, each with what it looks at."""
        called = self.stays.called
        for fate in self.fates.values():
            name = str(fate.relation)
            yield name, _made(called.left(fate), self.stays.candidates(fate))
            yield name, sql.SQL("create index on {} ({}, {})").format(called.left(fate), *_spot())
            yield name, sql.SQL("analyze {}").format(called.left(fate))
        near = sql.SQL("{} order by slot / 1000, part, id").format(self.stays.edges())
        yield "references", _made(called.edge, near)
        yield "references", sql.SQL("create index on {} ((slot / 1000), part, id)").format(called.edge)
        yield "references", sql.SQL("analyze {}").format(called.edge)
        yield "what stays", _made(called.alive, self.stays.alive())
        yield "what stays", sql.SQL("analyze {}").format(called.alive)
        for fate in self.fates.values():
            numbered = sql.SQL("select row_number() over (order by {}, {}) as {}, g.* from ({}) as g").format(
                *_spot(), sql.Identifier(N), self.stays.gone(fate)
            )
            yield str(fate.relation), _made(called.gone(fate), numbered)
            yield str(fate.relation), sql.SQL("create index on {} ({})").format(called.gone(fate), sql.Identifier(N))
            yield str(fate.relation), sql.SQL("analyze {}").format(called.gone(fate))
        empty = sql.SQL("select 0 as number, null::oid as part, null::tid as id where false")
        some = [empty, *(self._some(fate) for fate in self.fates.values())]
        yield "batches", _made(self._batch, sql.SQL(" union all ").join(some), FOR_ONE_BATCH)
        yield "batches", sql.SQL("analyze {}").format(self._batch)

    def _some(self, fate: Fate) -> sql.Composed:
        """Rows of a list such as a batch will have, from which PostgreSQL learns what to expect of one."""
        return sql.SQL("(select {}::int, {}, {} from {} limit 1000)").format(
            sql.Literal(fate.number), *_spot(), self.stays.called.gone(fate)
        )

    def unmake(self) -> Iterator[sql.Composed]:
        """The statements that throw the lists away."""
        called = self.stays.called
        names = [name for fate in self.fates.values() for name in (called.left(fate), called.gone(fate))]
        for name in (*names, called.edge, called.alive, self._batch):
            yield sql.SQL("drop table if exists pg_temp.{}").format(name)

    def count(self, fate: Fate) -> sql.Composed:
        """How many rows of a table go, and of how many which cells: the row, the cells, the number."""
        return sql.SQL("select {0}, {1}, count(*) from {2} group by 1, 2").format(
            sql.Identifier(GOES), sql.Identifier(DEAD), self.stays.called.gone(fate)
        )

    # -- batches -----------------------------------------------------------------------------------------------------

    def is_simple(self, group: Group) -> bool:
        """Whether each row goes, or loses something, whatever becomes of the others on the lists."""
        (fate, *more) = group
        return not more and not is_circular(self.stays.live, fate) and not self._around(group)

    def _around(self, group: Group) -> tuple[Fate, ...]:
        """Other tables that tell whether a link of the group may go: those on whose rows' paths it lies."""
        found: dict[Relation, Fate] = {}
        waiting = [fate for fate in group if any(tie.owners for tie in fate.ties)]
        while waiting:
            above = waiting.pop()
            for fate in self.fates.values():
                owners = [owner for owner in fate.linked if owner.way[0].target == above.relation]
                if any(list(going_on(above, owner, owner.way[1:])) for owner in owners) and fate.relation not in found:
                    found[fate.relation] = fate
                    waiting.append(fate)
        return tuple(fate for fate in found.values() if fate not in group)

    def lock(self, fate: Fate) -> sql.Composed:
        """Lock the rows of a table that are on a stretch of its list, but for those that somebody works on."""
        return sql.SQL("select {n} from {table} as {t} join {gone} as {m} on {same} where {n} > {after} and {n} <= {to}"
                       " for update of {t} skip locked").format(
            n=_M.column(N), table=qualified(fate.relation), t=sql.Identifier(fate.relation.name),
            gone=self.stays.called.gone(fate), m=sql.Identifier(_M.alias), same=_same_key(fate),
            after=sql.Placeholder("after"), to=sql.Placeholder("to"),
        )  # fmt: skip

    def carry_out(self, fate: Fate) -> sql.Composed:
        """Decide anew about the locked rows of a table, and do it."""
        listed = sql.SQL("select * from {} where {} = any ({})").format(
            self.stays.called.gone(fate), sql.Identifier(N), sql.Placeholder("rows")
        )
        return self._deciding(lambda table: _joined(fate, listed) if table is fate.table else None).tally()

    # -- batches of rows that hang on each other ---------------------------------------------------------------------

    def begin(self, group: Group, fate: Fate) -> Iterator[sql.Composed]:
        """Lock a stretch of a table's list, with all that has to be looked at along with it, and put into a batch where
        these rows lie now. Those that somebody works on are left out."""
        yield sql.SQL("delete from {}").format(self._batch)
        query = sql.SQL(
            "insert into {batch} with recursive b (number, part, id) as ("
            "select {number}, {part}, {id} from {gone} where {n} > {after} and {n} <= {to}"
            " union select e.from_slot / 1000, e.from_part, e.from_id from b cross join lateral (select * from {edge}"
            " where (slot / 1000, part, id) = (b.number, b.part, b.id) offset 0) as e"
            " where e.from_slot / 1000 = any ({group}) or e.from_slot % 1000 <> 0), {locked} {all}"
        )
        locked = [(sql.Identifier(f"troth locked {each.number}"), each) for each in (*group, *self._around(group))]
        yield query.format(
            batch=self._batch, number=sql.Literal(fate.number), part=sql.Identifier(PART), id=sql.Identifier(ID),
            gone=self.stays.called.gone(fate), n=sql.Identifier(N), after=sql.Placeholder("after"),
            to=sql.Placeholder("to"), edge=self.stays.called.edge,
            group=sql.Literal([each.number for each in group]),
            locked=sql.SQL(", ").join(with_part(name, self._locked(each)) for name, each in locked),
            all=sql.SQL(" union all ").join(sql.SQL("select * from {}").format(name) for name, _ in locked),
        )  # fmt: skip

    def _locked(self, fate: Fate) -> sql.Composed:
        """The rows of a table that go into the batch, by the key they had when they were found. The list of all is
        never read for that, however few are left on it: the offset sees to that."""
        query = sql.SQL(
            "select {number}::int, {t}.tableoid, {t}.ctid from b cross join lateral"
            " (select * from {left} where ({part}, {id}) = (b.part, b.id) offset 0) as {m}"
            " join {table} as {t} on {same} where b.number = {number} for update of {t} skip locked"
        )
        return query.format(
            number=sql.Literal(fate.number), t=sql.Identifier(fate.relation.name), left=self.stays.called.left(fate),
            part=sql.Identifier(PART), id=sql.Identifier(ID), m=sql.Identifier(_M.alias),
            table=qualified(fate.relation), same=_same_key(fate),
        )  # fmt: skip

    def _in_batch(self, fate: Fate) -> sql.Composed:
        """The rows of a table that are in the batch."""
        row = Row(fate.relation.name)
        places = equal([row.column("tableoid"), row.column("ctid")], _B.columns(["part", "id"]))
        return sql.SQL("join {} as {} on {} = {} and {}").format(
            self._batch, sql.Identifier(_B.alias), _B.column("number"), sql.Literal(fate.number), places
        )

    def carry_out_batch(self, group: Group) -> sql.Composed:
        """Decide anew about all rows of the batch together, and do it."""
        looked_at = {fate.relation: fate for fate in (*group, *self._around(group))}

        def look(table: MappedTable) -> sql.Composable | None:
            fate = looked_at.get(table.relation)
            return self._in_batch(fate) if fate else None

        return self._deciding(look).tally()

    def _deciding(self, look: Look) -> Stays:
        return replace(self.stays, look=look, by_row=True, called=Called())


def _spot() -> tuple[sql.Identifier, sql.Identifier]:
    return sql.Identifier(PART), sql.Identifier(ID)


def _made(name: sql.Identifier, query: sql.Composable, kept: sql.SQL = ALWAYS) -> sql.Composed:
    return sql.SQL("create temporary table {} {}as {}").format(name, kept, query)


def _same_key(fate: Fate) -> sql.Composable:
    key = fate.table.table.primary_key
    return equal(Row(fate.relation.name).columns(key), _M.columns(key))


def _joined(fate: Fate, listed: sql.Composable) -> sql.Composed:
    return sql.SQL("join ({}) as {} on {}").format(listed, sql.Identifier(_M.alias), _same_key(fate))
