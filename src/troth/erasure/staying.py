"""What stays of one person, and what for: every purpose, hold, restriction and objection that keeps a cell of theirs.

Asked once the request has ended what it ends: so it says what remains, and until when the law or a contract needs it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import psycopg
from psycopg import sql

from troth.compiler.belongings import MINE, WHOSE, bits
from troth.compiler.erasable.erased_values import is_erased
from troth.compiler.live.live import Live
from troth.compiler.needed.asked_once import AskedOnce
from troth.compiler.needed.need import Need, Reason, Request, Share, as_key, held_in
from troth.compiler.rows import FALSE, Row, both, either
from troth.erasure.plan import Staying
from troth.erasure.theirs import Theirs
from troth.explain.ends import OPEN, Ends
from troth.explain.words import ground
from troth.mapped.model import MappedColumn, MappedTable, Owner
from troth.policy.model import Basis, Policy, Purpose
from troth.postgres.catalogue import Relation
from troth.retention.decision import Gone

ANOTHER, NOBODY = "another", "nobody"
"""The sorts of what is kept for another person in the same row, and for a part in it that nobody has. What it is needed
for is not this person's to know."""

PLAIN = "plain"
"""The sort of what stays because nothing of its row leads to anybody any more."""

_ROW = Row("troth row")
_MARKS = {
    "held person": "held by hand",
    "restriction": "restricted: hidden, and kept",
    "objection": "an objection is to be answered",
    "file": "a file there goes first",
    ANOTHER: "another person in the same row",
    PLAIN: "plain: no link leads from there to anybody any more",
    NOBODY: "a part in the same row that nobody has",
}


@dataclass(frozen=True)
class _Kept:
    """Cells of one table that are kept alike, and one thing that keeps them."""

    table: MappedTable
    columns: tuple[str, ...]
    sort: str
    name: str
    where: sql.Composable
    until: sql.Composable


@dataclass(frozen=True)
class Keeping:
    """What keeps the cells of one person once a request has ended what it ends."""

    theirs: Theirs
    request: Request

    @property
    def policy(self) -> Policy:
        return self.theirs.compiled.policy

    def stays(
        self, connection: psycopg.Connection[Any], held: frozenset[Relation]
    ) -> Callable[[Sequence[Gone]], tuple[Staying, ...]]:
        """What stays, as the database says now, but for what goes. `held`: the tables with holds on single rows."""
        name = f"kept {self.request} {sorted(map(str, held))}"
        once = self.theirs.compiled.once
        if (name, self.theirs.kind) not in once:
            need = Need(Live(self.policy, self.theirs.compiled.mapped), held, once=AskedOnce())
            every = [self._table(table, need) for table in self.theirs.tables]
            once[name, self.theirs.kind] = [table for table in every if table.kept]
        tables: list[_Table] = once[name, self.theirs.kind]
        if not tables:
            return lambda gone: tuple(sorted(self.plain(gone)))
        asked = self.theirs.run(connection, name, lambda: _query(tables))
        kept = [one for table in tables for one in table.kept]
        return lambda gone: self._but_for(gone, kept, asked.fetchall()[0][0])

    def _but_for(
        self, gone: Sequence[Gone], kept: Sequence[_Kept], counts: Sequence[tuple[Any, str | None]]
    ) -> tuple[Staying, ...]:
        found = [(one, _rows(one, counted, gone), until) for one, (counted, until) in zip(kept, counts, strict=True)]
        staying = [self._staying(one, rows, until) for one, rows, until in found if rows]
        return tuple(sorted([*staying, *self.plain(gone)]))

    @staticmethod
    def plain(gone: Sequence[Gone]) -> Iterator[Staying]:
        """What stays as plain data, because every link of its row goes."""
        counts: Counter[tuple[Relation, tuple[str, ...]]] = Counter()
        for each in gone:
            counts[each.table, each.plain] += len(each.rows)
        for (table, columns), rows in counts.items():
            if columns:
                yield Staying(table=table, columns=columns, rows=rows, sort=PLAIN, name="", why=_MARKS[PLAIN])

    def _table(self, table: MappedTable, need: Need) -> _Table:
        return _Table(table, self.theirs.kind, need, self.theirs.source(table), self.request)

    def _staying(self, kept: _Kept, rows: int, until: str | None) -> Staying:
        return Staying(
            table=kept.table.relation,
            columns=kept.columns,
            rows=rows,
            sort=kept.sort,
            name=kept.name,
            why=self._why(kept),
            until=date.fromisoformat(until) if until else None,
        )

    def _why(self, kept: _Kept) -> str:
        if kept.sort == "purpose":
            return _reason(self.policy.purposes[kept.name])
        if kept.sort == "hold":
            hold = self.policy.holds[kept.name]
            return f"{hold.ground}, while {hold.while_}"
        return _MARKS.get(kept.sort, f"held by hand, with a row of {kept.name}")


@dataclass
class _Table:
    """What can keep the cells of one table. Each thing is asked once of a row, however many cells hang on it."""

    table: MappedTable
    kind: str
    need: Need
    source: sql.Composable
    request: Request
    asked: dict[tuple[object, ...], tuple[str, sql.Composable]] = field(default_factory=dict)
    kept: list[_Kept] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.kept = list(self._all())

    def query(self) -> sql.Composed:
        """An array: for everything that can keep cells, how many rows it keeps and until when."""
        counted = [
            sql.SQL(
                "jsonb_build_array({2} filter (where {0}), nullif(max({1}) filter (where {0}), 'infinity')::date)"
            ).format(one.where, one.until, self._rows(one))
            for one in self.kept
        ]
        asked = (sql.SQL("{} as {}").format(made, sql.Identifier(name)) for name, made in self.asked.values())
        return sql.SQL("(select jsonb_build_array({}) from (select {} from {} offset 0) as {})").format(
            sql.SQL(", ").join(counted), sql.SQL(", ").join(asked), self.source, sql.Identifier(_ROW.alias)
        )

    def _rows(self, kept: _Kept) -> sql.Composable:
        """How many rows; of those that may be kept for another, which."""
        if kept.sort not in (ANOTHER, NOBODY):
            return sql.SQL("count(*)")
        key = self._once(("key",), lambda: as_key(self._row.columns(self.table.table.primary_key)))
        return sql.SQL("jsonb_agg({}::text)").format(key)

    def _all(self) -> Iterator[_Kept]:
        for columns in _alike(self.table):
            if not self.request.categories or columns[0].category in self.request.categories:
                yield from self._of_columns(columns)

    def _of_columns(self, columns: Sequence[MappedColumn]) -> Iterator[_Kept]:
        names = tuple(column.name for column in columns)
        said = self._once(("said", names), lambda: self._say_something(columns))
        found: dict[tuple[str, str], list[tuple[sql.Composable, sql.Composable]]] = {}
        shares = held_in(self.table, columns[0])
        owners = [share.owner for share in shares]
        for share in (share for share in shares if share.owner.kind == self.kind):
            for reason in self.need.reasons(self._row, self.table, share):
                if reason.says is not FALSE and not self._is_over(reason):
                    says, until = self._reason(reason, share)
                    mine = both([self._mine(share.owner), says])
                    found.setdefault((reason.sort, reason.name), []).append((mine, until))
        for (sort, name), ways in found.items():
            where = both([said, either([way for way, _ in ways])])
            ends = [sql.SQL("case when {} then {} end").format(*way) for way in ways]
            until = sql.SQL("greatest({})").format(sql.SQL(", ").join(ends))
            yield _Kept(self.table, names, sort, name, where, until)
        if len(owners) > 1:
            theirs = either([self._mine(owner) for owner in owners if owner.kind == self.kind])
            keeps = either([way for ways in found.values() for way, _ in ways])
            nothing_keeps = sql.SQL("({}) is not true").format(keeps)
            known = ("others", tuple(owner.name for owner in owners))
            others = self._once(known, lambda: self._others(owners))
            for sort, there in ((ANOTHER, others), (NOBODY, sql.SQL("not {}").format(others))):
                yield _Kept(self.table, names, sort, "", both([said, theirs, nothing_keeps, there]), OPEN)

    @property
    def _row(self) -> Row:
        return Row(self.table.relation.name)

    def _is_over(self, reason: Reason) -> bool:
        """Whether it is a purpose that keeps nothing more after the request."""
        return reason.sort == "purpose" and reason.name in self.request.ends

    def _once(self, key: tuple[object, ...], make: Callable[[], sql.Composable]) -> sql.Composable:
        if key not in self.asked:
            self.asked[key] = (f"asked {len(self.asked)}", make())
        return _ROW.column(self.asked[key][0])

    def _say_something(self, columns: Sequence[MappedColumn]) -> sql.Composable:
        zone = self.need.live.policy.time_zone
        erased = [is_erased(self.table, column, self._row, zone) for column in columns]
        return sql.SQL("({}) is not true").format(both(erased))

    def _others(self, owners: Sequence[Owner]) -> sql.Composable:
        """Some of these owners of the row is a person, and not this one."""
        somebody = [sql.SQL("not {}").format(self.need.live.nobody(self._row, owner)) for owner in owners]
        another = [sql.SQL("not {}").format(self._mine(owner, MINE.column(WHOSE))) for owner in owners]
        return either([both(pair) for pair in zip(another, somebody, strict=True)])

    def _mine(self, owner: Owner, whose: sql.Composable | None = None) -> sql.Composable:
        """The person is this owner of the row."""
        whose = whose or self._once(("whose",), lambda: MINE.column(WHOSE))
        return sql.SQL("({} & {}) <> 0").format(whose, sql.Literal(bits(self.table, [owner.name])))

    def _reason(self, reason: Reason, share: Share) -> tuple[sql.Composable, sql.Composable]:
        """Whether it keeps, and until when. Purposes keep all of an owner's cells alike that are the same people's."""
        owner, category, beside = share
        about = category if reason.sort != "purpose" else beside
        says = self._once((reason.sort, reason.name, owner.name, about), lambda: reason.says)
        keep = self.need.live.policy.purposes[reason.name].keep if reason.sort == "purpose" else None
        if keep is None or keep.nothing:
            return says, OPEN
        ends = Ends(self.need.live, reason.name)
        until = self._once(("until", reason.name, owner.name), lambda: ends.of_owner(self.table, self._row, owner))
        return says, until


def _rows(kept: _Kept, counted: Any, gone: Sequence[Gone]) -> int:
    """In how many rows cells are kept. Those that nothing of the person's keeps are kept for another, or go."""
    if kept.sort not in (ANOTHER, NOBODY):
        return int(counted)
    named = set(kept.columns)
    of_table = (each for each in gone if each.table == kept.table.relation)
    here = (each for each in of_table if each.deleted or named & {*each.cells, *each.plain})
    going = {row for each in here for row in each.rows}
    return sum(row not in going for row in counted or ())


def _query(tables: Sequence[_Table]) -> sql.Composed:
    found = sql.SQL(" || ").join([table.query() for table in tables])
    asked = list((tables[0].need.once or AskedOnce()).parts())
    return sql.SQL("{}select {}").format(sql.SQL("with {} ").format(*asked) if asked else sql.SQL(""), found)


def _alike(table: MappedTable) -> list[tuple[MappedColumn, ...]]:
    """The personal columns of a table, those together that have one category and the same owners."""
    found: dict[tuple[str | None, frozenset[str]], list[MappedColumn]] = {}
    for column in table.personal:
        found.setdefault((column.category, frozenset(column.owners)), []).append(column)
    return [tuple(columns) for columns in found.values()]


def _reason(purpose: Purpose) -> str:
    """Why a purpose outlasts a request: the law it rests on, or why its contract waits."""
    if purpose.basis is Basis.CONTRACT and purpose.because:
        return f"contract: {purpose.because.replace('_', ' ')}"
    return ground(purpose)
