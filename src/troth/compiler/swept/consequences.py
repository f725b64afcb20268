"""How what stays makes other rows and links stay: what it refers to, the path of its people, the time of its events.

Each leads from one candidate to another, or begins at a row that stays anyway. As SQL, for the closure in stays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from psycopg import sql

from troth.compiler.erasable.fates import Fate, is_enforced, outside, timed_from_below
from troth.compiler.live.live import Live
from troth.compiler.rows import Row, both, either, equal, exists, qualified, starting
from troth.compiler.swept.candidates import ID, PART, ROW, counting, tie, want
from troth.mapped.model import Hop, Mapped, Owner, Way
from troth.postgres.catalogue import Relation

Join = Callable[[Row, Row], sql.Composable]
"""How the row that makes another stay (the first) and that other one are joined."""

_A, _B, _T = Row("troth a"), Row("troth b"), Row("troth t")


@dataclass(frozen=True)
class Called:
    """What the parts of a decision are called: within one statement, or as temporary tables of a survey."""

    prefix: str = "troth"

    def left(self, fate: Fate) -> sql.Identifier:
        """The candidates of a table."""
        return sql.Identifier(f"{self.prefix} left {fate.number}")

    def gone(self, fate: Fate) -> sql.Identifier:
        """What goes of a table."""
        return sql.Identifier(f"{self.prefix} gone {fate.number}")

    @property
    def edge(self) -> sql.Identifier:
        """What follows from candidate to candidate."""
        return sql.Identifier(f"{self.prefix} edge")

    @property
    def alive(self) -> sql.Identifier:
        """What stays of the candidates."""
        return sql.Identifier(f"{self.prefix} alive")


def slot(fate: Fate, loss: str) -> sql.Composable:
    """The number of one thing that candidates of a table can lose: themselves, an owner's want, or a reference."""
    losses = [ROW, *(want(n) for n, _ in enumerate(fate.linked)), *(tie(n) for n, _ in enumerate(fate.ties))]
    return sql.SQL("{}::int").format(sql.Literal(fate.number * 1_000 + losses.index(loss)))


@dataclass(frozen=True)
class Consequence:
    """A row of `source` that stays keeps a candidate of `target` from a loss.

    `by` is a loss of the row itself: where the row can lose that, it is not the row that does so, but what it may lose.
    """

    source: Relation
    target: Fate
    loss: str
    join: Join
    between: tuple[sql.Composable, ...] = ()
    """Tables between the two."""
    by: str | None = None
    hop: Hop | None = None
    """The hop that must count, if it does not always."""
    served: bool = False
    """Whether an index finds the rows of `source` that lead to a row of `target`."""


@dataclass(frozen=True)
class Consequences:
    """All of them between the tables that are looked at."""

    live: Live
    every: Mapping[Relation, Fate]
    """All tables with personal data."""
    fates: Mapping[Relation, Fate]
    """Those that are looked at."""
    called: Called

    @cached_property
    def all(self) -> tuple[Consequence, ...]:
        return (*self._references(), *self._paths(), *self._times())

    @property
    def mapped(self) -> Mapped:
        return self.live.mapped

    # -- which -------------------------------------------------------------------------------------------------------

    def _references(self) -> Iterator[Consequence]:
        """What a row refers to stays with it: by a foreign key, or by a link of the map where that counts."""
        mapped = [hop for fate in self.every.values() for hop in fate.hops]
        for hop in (*mapped, *outside(self.mapped)):
            if hop.target in self.fates:
                fate = self.fates.get(hop.source)
                found = fate.tie_of(hop) if fate else None
                by = tie(fate.ties.index(found)) if fate and found else None
                counts = None if is_enforced(self.mapped, hop) or not self.mapped.whens(hop) else hop
                yield self._by_hop(hop, self.fates[hop.target], ROW, by, counts)

    def _paths(self) -> Iterator[Consequence]:
        """A link stays while it is on the way to a person for whom a row below needs it."""
        for fate in self.every.values():
            for owner in fate.linked:
                hop, rest = owner.way[0], owner.way[1:]
                above = self.fates.get(hop.target)
                for other in going_on(above, owner, rest) if above else ():
                    if above is None or not self._wanting(above, other):
                        continue
                    mine = self.fates.get(fate.relation)
                    by = want(mine.linked.index(owner)) if mine else None
                    loss = want(above.linked.index(other))
                    counts = hop if self.mapped.whens(hop) else None
                    yield self._by_hop(hop, above, loss, by, counts)

    def _by_hop(self, hop: Hop, target: Fate, loss: str, by: str | None, counts: Hop | None) -> Consequence:
        def join(a: Row, b: Row) -> sql.Composable:
            return equal(b.columns(hop.target_columns), a.columns(hop.columns))

        served = self.mapped.catalogue.tables[hop.source].served_by_index(hop.columns)
        return Consequence(hop.source, target, loss, join, by=by, hop=counts, served=served)

    def carries(self, owner: Owner) -> bool:
        """Whether what this owner wants of a row keeps some link further on their path, which could be taken away."""
        above = self.every.get(owner.way[0].target)
        others = going_on(above, owner, owner.way[1:]) if above else iter(())
        return any(above is not None and self._wanting(above, other) for other in others)

    def _wanting(self, fate: Fate, owner: Owner) -> bool:
        """Whether anything hangs on what an owner wants of the rows of a table."""
        return fate.tie_of(owner.way[0]) is not None or self.carries(owner)

    def _times(self) -> Iterator[Consequence]:
        """Rows that carry the time of an event of a row above stay with it, and so do the references leading there."""
        for event in timed_from_below(self.live):
            for place, hop in enumerate(event.way):
                fate = self.fates.get(hop.source)
                if fate is None:
                    continue
                between = tuple(
                    starting(self.mapped, other, _between(count))
                    for count, other in enumerate(event.way)
                    if count != place
                )
                join = self._along(event.way, place)
                found = fate.tie_of(hop)
                if place == 0:
                    yield Consequence(event.to, fate, ROW, join, between)
                if found is not None:
                    yield Consequence(event.to, fate, tie(fate.ties.index(found)), join, between)

    def _along(self, way: Way, place: int) -> Join:
        """From the rows at the start of a way up to the row at its end; the one at `place` is the candidate."""
        fate = self.every[way[place].source]
        counts = [counting(fate.hops.index(way[place]))] if self.mapped.whens(way[place]) else []

        def join(a: Row, b: Row) -> sql.Composable:
            rows = [b if count == place else _between(count) for count in range(len(way))]
            joins = [
                equal(above.columns(hop.target_columns), here.columns(hop.columns))
                for hop, here, above in zip(way, rows, [*rows[1:], a], strict=True)
            ]
            return both([*joins, *b.columns(counts)])

        return join

    # -- as SQL ------------------------------------------------------------------------------------------------------

    def edges(self) -> Iterator[sql.Composed]:
        """From candidate to candidate: slot, part and id of the one that makes the other stay, then of that other."""
        for each in self.all:
            source = self.fates.get(each.source)
            if source is None:
                continue
            if each.by is not None:
                yield self._edge(each, source, each.by, [_A.column(each.by)])
                unset = sql.SQL("not {}").format(_A.column(each.by))
                yield self._edge(each, source, ROW, [unset, _A.column(ROW)])
            else:
                yield self._edge(each, source, ROW, [_A.column(ROW)])
        for fate in self.fates.values():
            yield from self._wants_ties(fate)

    def _edge(self, each: Consequence, source: Fate, by: str, conditions: Sequence[sql.Composable]) -> sql.Composed:
        counts = [_A.column(counting(source.hops.index(each.hop)))] if each.hop else []
        tables = [_as(self.called.left(source), _A), _as(self.called.left(each.target), _B), *each.between]
        return sql.SQL("select {}{}, {}, {}, {}, {}, {} from {} where {}").format(
            sql.SQL("distinct " if each.between else ""),
            slot(source, by), *_place(_A), slot(each.target, each.loss), *_place(_B),
            sql.SQL(", ").join(tables),
            both([each.join(_A, _B), *conditions, *counts, _B.column(each.loss)]),
        )  # fmt: skip

    def _wants_ties(self, fate: Fate) -> Iterator[sql.Composed]:
        """A reference stays while an owner whose link it is wants it."""
        for number, found in enumerate(fate.ties):
            for owner in found.owners:
                wants = want(fate.linked.index(owner))
                counts = [_A.column(counting(fate.hops.index(owner.way[0])))] if self.mapped.whens(owner.way[0]) else []
                here = _as(self.called.left(fate), _A)
                yield sql.SQL("select {}, {}, {}, {}, {}, {} from {} where {}").format(
                    slot(fate, wants), *_place(_A), slot(fate, tie(number)), *_place(_A), here,
                    both([_A.column(wants), _A.column(tie(number)), *counts]),
                )  # fmt: skip

    def roots(self) -> Iterator[sql.Composed]:
        """Candidates that stay because of a row that is none: its slot, part and id."""
        rows = self.live.rows
        for each in self.all:
            source = self.fates.get(each.source)
            table = sql.SQL("{} as {}").format(qualified(each.source), sql.Identifier(_T.alias))
            conditions = [each.join(_T, _B)]
            if each.hop:
                conditions.append(rows.counts(each.hop))
            if source is not None:
                conditions.append(self._is_no_candidate(self.called.left(source), each.by))
            yield sql.SQL("select {}, {}, {} from {} where {} and {}").format(
                slot(each.target, each.loss), *_place(_B), _as(self.called.left(each.target), _B), _B.column(each.loss),
                exists([table, *each.between], conditions, by_row=rows.by_row and each.served),
            )  # fmt: skip

    def _is_no_candidate(self, left: sql.Identifier, by: str | None) -> sql.Composable:
        """Where rows are looked up one by one, all candidates are hashed for that, once."""
        here, there = _place(_A), (_T.column("tableoid"), _T.column("ctid"))
        losing = either([_A.column(ROW), *([_A.column(by)] if by else [])])
        if self.live.rows.by_row:
            query = "({}) not in (select {} from {} where {})"
            return sql.SQL(query).format(_listed(there), _listed(here), _as(left, _A), losing)
        return sql.SQL("not exists (select from {} where {} and {})").format(_as(left, _A), equal(here, there), losing)


def going_on(above: Fate, owner: Owner, rest: Way) -> Iterator[Owner]:
    """The owners of the next table whose path is the rest of this one's."""
    return (other for other in above.linked if other.way == rest and other.kind == owner.kind)


def _between(count: int) -> Row:
    return Row(f"troth way {count}")


def _place(row: Row) -> tuple[sql.Composable, sql.Composable]:
    return row.column(PART), row.column(ID)


def _as(name: sql.Composable, row: Row) -> sql.Composed:
    return sql.SQL("{} as {}").format(name, sql.Identifier(row.alias))


def _listed(columns: Sequence[sql.Composable]) -> sql.Composed:
    return sql.SQL(", ").join(columns)
