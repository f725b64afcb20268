"""What stays and what goes: the least set of rows that someone needs or that such rows refer to, as one SQL statement.

Everything else goes: the row, the link, the cell. One statement decides for all rows, for those of one person, or for
the rows of one batch: rows outside of what is looked at stay as they are, and so does what they refer to. It is made of
candidates (see candidates.py), of what makes candidates stay because others do (consequences.py), and of their
closure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from psycopg import sql

from troth.compiler.erasable.erased_values import erased_value
from troth.compiler.erasable.fates import Fate, fates
from troth.compiler.erasable.levels import at_level, letter_of, levels_of
from troth.compiler.live.live import Live
from troth.compiler.needed.asked_once import AskedOnce
from troth.compiler.needed.need import Need, Part, as_key
from troth.compiler.needed.supports import Supports
from troth.compiler.rows import FALSE, Row, either, qualified
from troth.compiler.swept.candidates import DEAD, GOES, ID, LET_GO, PART, ROW, Candidates, some_dead, tie
from troth.compiler.swept.consequences import Called, Consequences, slot
from troth.mapped.model import Mapped, MappedColumn, MappedTable
from troth.policy.model import Policy
from troth.postgres.catalogue import Relation

Look = Callable[[MappedTable], sql.Composable | None]
"""How the rows of a table are narrowed to those that are looked at: what to put behind the table, which goes by its own
name; None if no row of it is looked at."""

ELSEWHERE = 0
"""The number that is told in place of a table's when there is a hold on a row of a table left out of `row_holds`."""

_L, _V, _T, _G = Row("troth l"), Row("troth v"), Row("troth t"), Row("troth g")


def everything(_table: MappedTable) -> sql.Composable:
    """All rows are looked at."""
    return sql.SQL("")


@dataclass(frozen=True)
class Stays:
    """What stays of the rows of one mapped database. `look` says which rows are looked at."""

    policy: Policy
    mapped: Mapped
    look: Look = everything
    row_holds: frozenset[Relation] = frozenset()
    """The tables that have holds on single rows. If there is a hold on another, nothing goes and ELSEWHERE is told."""
    part: Part | None = None
    """What of one person somebody asks for, if not for everything."""
    most: int | None = None
    """How many candidates of a table are looked at, if not all."""
    by_row: bool = True
    """Whether rows are few, and what decides about them is looked up for each; else whole tables may be read for it."""
    called: Called = field(default_factory=Called)
    once: AskedOnce | None = None
    """Where whole statements ask what is the same for all rows; parts of others ask it where they stand."""

    @cached_property
    def live(self) -> Live:
        return Live(self.policy, self.mapped, by_row=self.by_row, few=self.by_row)

    @cached_property
    def need(self) -> Need:
        return Need(self.live, self.row_holds, self.part, once=self.once)

    @cached_property
    def supports(self) -> Supports:
        return Supports(self.need)

    @cached_property
    def every(self) -> Mapping[Relation, Fate]:
        """All tables with personal data."""
        return fates(self.mapped)

    @cached_property
    def fates(self) -> Mapping[Relation, Fate]:
        """The tables that are looked at."""
        return {name: fate for name, fate in self.every.items() if self.look(fate.table) is not None}

    # -- parts of statements -----------------------------------------------------------------------------------------

    def candidates(self, fate: Fate) -> sql.Composed:
        """A query of the candidates of one table, to be known as `left(fate)`."""
        carrying = frozenset(owner.name for owner in fate.linked if self.consequences.carries(owner))
        found = Candidates(fate, self.need, self.supports, carrying)
        return found.query(self.look(fate.table) or sql.SQL(""), self.most)

    @cached_property
    def consequences(self) -> Consequences:
        return Consequences(self.live, self.every, self.fates, self.called)

    def edges(self) -> sql.Composed:
        """A query of the consequences between candidates, to be known as `called.edge`."""
        names = ("from_slot", "from_part", "from_id", "slot", "part", "id")
        return sql.SQL("select * from ({}) as e ({})").format(
            _all(self.consequences.edges(), 6), sql.SQL(", ").join(map(sql.Identifier, names))
        )

    def alive(self) -> sql.Composed:
        """A query of what stays of all candidates, by slot, part and id; to be known as `called.alive`."""
        return sql.SQL(
            "with recursive root (slot, part, id) as materialized ({roots}),"
            " alive (slot, part, id) as (select * from root union select e.slot, e.part, e.id from alive as a"
            " join {edge} as e on (e.from_slot, e.from_part, e.from_id) = (a.slot, a.part, a.id))"
            " select slot, part, id from alive"
        ).format(roots=_all(self.consequences.roots(), 3), edge=self.called.edge)

    def gone(self, fate: Fate) -> sql.Composed:
        """A query of what goes of one table: where the row is, its key, whether it goes, and which of its cells do."""
        place, key = _L.columns([PART, ID]), _L.columns(fate.table.table.primary_key)
        goes, dead = both_not(_L.column(ROW), self._alive(fate, ROW)), self._dead(fate)
        if fate.table.lets_go:
            dead = sql.SQL("case when {} then {} else {} end").format(goes, _L.column(LET_GO), dead)
            goes = FALSE
        slots = sql.SQL("select part, id, array_agg(slot) as slots from {} where slot between {} and {} group by 1, 2")
        inner = sql.SQL(
            "select {shown} from {left} as {l} left join ({slots}) as {v} on ({v_place}) = ({place})"
        ).format(
            shown=sql.SQL(", ").join([*place, *key, _as(goes, GOES), _as(dead, DEAD)]),
            left=self.called.left(fate),
            l=sql.Identifier(_L.alias),
            slots=slots.format(
                self.called.alive, sql.Literal(fate.number * 1_000), sql.Literal(fate.number * 1_000 + 999)
            ),
            v=sql.Identifier(_V.alias),
            v_place=sql.SQL(", ").join(_V.columns(["part", "id"])),
            place=sql.SQL(", ").join(place),
        )
        some = either([sql.Identifier(GOES), some_dead(fate, sql.Identifier(DEAD))])
        return sql.SQL("select * from ({}) as f where {} and not {}").format(inner, some, self.need.held_elsewhere())

    def _alive(self, fate: Fate, loss: str) -> sql.Composable:
        return sql.SQL("coalesce({} = any ({}), false)").format(slot(fate, loss), _V.column("slots"))

    def _dead(self, fate: Fate) -> sql.Composable:
        """A letter for each erasable column: whether its cell goes, or the reference that it belongs to."""
        if not fate.ties:
            return _L.column(DEAD)
        letters = []
        for place, column in enumerate(fate.erasable, start=1):
            number = next((n for n, found in enumerate(fate.ties) if column.name in found.columns), None)
            if number is None:
                letters.append(sql.SQL("substr({}, {}, 1)").format(_L.column(DEAD), sql.Literal(place)))
            else:
                untied = both_not(_L.column(tie(number)), self._alive(fate, tie(number)))
                letters.append(sql.SQL("(case when {} then '1' else '0' end)").format(untied))
        return sql.SQL(" || ").join(letters)

    # -- whole statements --------------------------------------------------------------------------------------------

    def decide(self) -> sql.Composed:
        """What goes: the table's number, the keys of rows alike, a line each, whether they go, and which cells do."""
        one = replace(self, once=AskedOnce())
        return one._whole(one._decided(), one._all_gone())

    def carry_out(self) -> sql.Composed:
        """The same, and it is gone: rows deleted, cells erased, all at once, so that no reference is ever left open."""
        one = replace(self, once=AskedOnce())
        return one._whole([*one._decided(), *one._done()], one._all_gone())

    def tally(self) -> sql.Composed:
        """As carry_out, with what has gone counted: the table's number, whether rows, which cells, how many."""
        counted = [self.counted(fate) for fate in self.fates.values()]
        told = sql.SQL("select {}::int, false, '', 0 where {}").format(
            sql.Literal(ELSEWHERE), self.need.held_elsewhere()
        )
        return self._whole([*self._decided(), *self._done()], sql.SQL(" union all ").join([*counted, told]))

    def _whole(self, parts: Sequence[sql.Composable], tells: sql.Composable) -> sql.Composed:
        asked = self.once.parts() if self.once is not None else ()
        return sql.SQL("with {} {}").format(sql.SQL(", ").join([*asked, *parts]), tells)

    def _done(self) -> list[sql.Composable]:
        return [part for fate in self.fates.values() for part in (self.erasing(fate), self.deleting(fate)) if part]

    @staticmethod
    def counted(fate: Fate) -> sql.Composed:
        """What has gone of one table: its number, whether rows, which cells, how many."""
        return sql.SQL(" union all ").join(
            sql.SQL("select {}::int, {}, {}, count(*) from {} group by 2, 3").format(
                sql.Literal(fate.number), sql.Identifier(GOES), sql.Identifier(DEAD), name
            )
            for name in ([_erased(fate)] if fate.erasable else []) + [_deleted(fate)]
        )

    def _decided(self) -> list[sql.Composable]:
        return [
            *(with_part(self.called.left(fate), self.candidates(fate)) for fate in self.fates.values()),
            with_part(self.called.edge, self.edges()),
            with_part(self.called.alive, self.alive()),
            *(with_part(self.called.gone(fate), self.gone(fate)) for fate in self.fates.values()),
        ]

    def _all_gone(self) -> sql.Composed:
        goes, dead = _G.columns([GOES, DEAD])
        query = (
            "select {number}::int, {keys}, {goes}, case when {goes} then '' else {dead} end"
            " from {gone} as {g} group by 3, 4"
        )
        gone_of = [
            sql.SQL(query).format(
                number=sql.Literal(fate.number), keys=lines(as_key(_G.columns(fate.table.table.primary_key))),
                goes=goes, dead=dead, gone=self.called.gone(fate), g=sql.Identifier(_G.alias),
            )
            for fate in self.fates.values()
        ]  # fmt: skip
        told = sql.SQL("select {}::int, null, false, '' where {}").format(
            sql.Literal(ELSEWHERE), self.need.held_elsewhere()
        )
        return sql.SQL(" union all ").join([*gone_of, told])

    def erasing(self, fate: Fate) -> sql.Composable | None:
        """The part of a statement that erases the cells of a table's rows that stay."""
        if not fate.erasable:
            return None
        zone = self.policy.time_zone
        set_ = (
            sql.SQL("{} = case when substr({}, {}, 1) = '1' then {} {}else {} end").format(
                sql.Identifier(column.name), _G.column(DEAD), sql.Literal(place),
                erased_value(fate.table, column, _T, zone), self._brought_down(column, place), _T.column(column.name),
            )
            for place, column in enumerate(fate.erasable, start=1)
        )  # fmt: skip
        return sql.SQL("{} as (update {} as {} set {} from {} as {} where {} and not {} returning {})").format(
            _erased(fate), qualified(fate.relation), sql.Identifier(_T.alias), sql.SQL(", ").join(set_),
            self.called.gone(fate), sql.Identifier(_G.alias), _same_place(), _G.column(GOES), _returned(),
        )  # fmt: skip

    def _brought_down(self, column: MappedColumn, place: int) -> sql.Composable:
        """What a cell becomes of which only a level is needed."""
        cases = (
            sql.SQL("when substr({}, {}, 1) = {} then {} ").format(
                _G.column(DEAD), sql.Literal(place), sql.Literal(letter_of(number)),
                at_level(column.column, level, _T, self.policy.time_zone),
            )
            for number, level in enumerate(levels_of(self.policy, column))
        )  # fmt: skip
        return sql.SQL("").join(cases)

    def deleting(self, fate: Fate) -> sql.Composable:
        """The part of a statement that deletes the rows of a table that go."""
        return sql.SQL("{} as (delete from {} as {} using {} as {} where {} and {} returning {})").format(
            _deleted(fate), qualified(fate.relation), sql.Identifier(_T.alias),
            self.called.gone(fate), sql.Identifier(_G.alias), _same_place(), _G.column(GOES), _returned(),
        )  # fmt: skip


def _erased(fate: Fate) -> sql.Identifier:
    return sql.Identifier(f"troth erased {fate.number}")


def _deleted(fate: Fate) -> sql.Identifier:
    return sql.Identifier(f"troth deleted {fate.number}")


def _returned() -> sql.Composable:
    return sql.SQL(", ").join(_G.columns([GOES, DEAD]))


def lines(says: sql.Composable) -> sql.Composed:
    """JSON of many rows as one text, a line each: it has no line breaks of its own."""
    return sql.SQL("string_agg({}::text, chr(10))").format(says)


def _as(says: sql.Composable, name: str) -> sql.Composed:
    return sql.SQL("{} as {}").format(says, sql.Identifier(name))


def both_not(loss: sql.Composable, alive: sql.Composable) -> sql.Composable:
    return sql.SQL("({} and not {})").format(loss, alive)


def _same_place() -> sql.Composable:
    return sql.SQL("{} = {} and {} = {}").format(
        _T.column("ctid"), _G.column(ID), _T.column("tableoid"), _G.column(PART)
    )


def with_part(name: sql.Composable, query: sql.Composable) -> sql.Composed:
    """A part of a statement, worked out once."""
    return sql.SQL("{} as materialized ({})").format(name, query)


def _all(queries: Iterator[sql.Composed], columns: int) -> sql.Composable:
    """All of the queries as one; if there is none, one without rows. What is found twice is told twice."""
    found = list(queries)
    if not found:
        nothing = sql.SQL(", ").join([sql.SQL("null::int, null::oid, null::tid")] * (columns // 3))
        return sql.SQL("select {} where false").format(nothing)
    return sql.SQL(" union all ").join(found)
