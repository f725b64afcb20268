"""When a purpose is live for a person's data: its ground stands and its time has not run out. As SQL conditions.

`live` is what makes a row visible (see enforced/row_policies.py) and a cell needed. Standing is looked up in schema
troth, time is read from the row itself or, through look-outs, from the rows its events happen to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from psycopg import sql

from troth.compiler.live.given_for import given_for
from troth.compiler.live.grounds_and_locks import asks_for_somebody, grounds, locks
from troth.compiler.live.joint_rows import one_stands
from troth.compiler.live.period_lengths import by_length
from troth.compiler.live.suppressed_values import not_suppressed, suppressed_by
from troth.compiler.names import (
    STANDING_SCHEMA,
    event_column,
    restricted_rows,
    row_columns,
    scope_of_owner,
    standing,
    subject_columns,
    while_column,
)
from troth.compiler.rows import FALSE, TRUE, Row, Rows, both, either, equal, exists, no_such, qualified, raw
from troth.compiler.windows import TableWindow
from troth.mapped.model import Happening, Mapped, MappedTable, Owner
from troth.mapped.ways import Reach, reach
from troth.policy.model import Basis, Policy, Purpose
from troth.policy.period import CONSENT_EVENT, Clock, Period
from troth.postgres.catalogue import Relation

SINCE = {"timestamp with time zone": "instant", "timestamp without time zone": "local", "date": "day"}
"""By which function of schema troth a period is counted back, for the type of an event's column."""

_SCHEMA = sql.Identifier(STANDING_SCHEMA)
CLOCK = sql.SQL("{}.clock()").format(_SCHEMA)
_STILL = sql.Identifier(STANDING_SCHEMA, "still")
_X = Row("_x")


def since(period: Period, base_type: str, *, end_of_year: bool = False) -> sql.Composable:
    """The earliest moment at which an event may have happened, if its period is not to be over now.

    A sub-select of its own, so that PostgreSQL works it out once a statement and may use an index. A period of nothing
    after an instant needs no calendar: it is the clock itself.
    """
    if period.count == 0 and base_type == "timestamp with time zone" and not end_of_year:
        return CLOCK
    exact = period.unit in ("days", "weeks")
    name = f"since_{'year_' if end_of_year else 'days_' if exact else ''}{SINCE[base_type]}"
    function = sql.Identifier(STANDING_SCHEMA, name)
    return sql.SQL("(select {}({}, {}::interval))").format(function, CLOCK, sql.Literal(str(period)))


@dataclass(frozen=True)
class Live:
    """The conditions of one policy over one database. `by_row`: for row policies, see `rows.exists`."""

    policy: Policy
    mapped: Mapped
    by_row: bool = False
    few: bool = False
    """Whether rows are so few that who is hidden is looked up for each, too."""
    filters: bool = False
    """Whether conditions only let rows through: what is null need not become false then, and an index may serve."""

    @property
    def rows(self) -> Rows:
        return Rows(self.mapped, self.by_row)

    # -- ground ------------------------------------------------------------------------------------------------------

    def not_hidden(self, row: Row, owner: Owner, scopes: tuple[str, ...], *, by_row: bool = False) -> sql.Composable:
        """No ending, pending objection or restriction hides the owner of a row under these scopes.

        Few people are hidden, so reading everything is fastest with them hashed; `by_row` is for writing.
        """
        within = sql.SQL("{} in ({})").format(_X.column("scope"), sql.SQL(", ").join(map(sql.Literal, scopes)))
        hidden = no_such(*self.looked_up("hidden", row, owner, [within, self.still()]), by_row=by_row)
        return either([sql.SQL("not {}").format(self.counts(owner, row)), hidden]) if self.has_when(owner) else hidden

    def has_when(self, owner: Owner) -> bool:
        """Whether the owner's link counts in some rows only."""
        return bool(owner.way and self.mapped.whens(owner.way[0]))

    def counts(self, owner: Owner, row: Row | None = None) -> sql.Composable:
        """The owner's link counts in the row at hand."""
        return self.rows.counts(owner.way[0], row) if owner.way else TRUE

    def consented(self, row: Row, owner: Owner, purpose: str) -> sql.Composable:
        """The owner of a row has an unwithdrawn consent to the purpose, not older than its `keep` allows."""
        conditions: list[sql.Composable] = [sql.SQL("{} = {}").format(_X.column("purpose"), sql.Literal(purpose))]
        keep = self.policy.purposes[purpose].keep
        for clock in keep.clocks if keep else ():
            if clock.events == (CONSENT_EVENT,) and isinstance(clock.period, Period):
                limit = since(clock.period, "timestamp with time zone")
                conditions.append(sql.SQL("{} >= {}").format(_X.column("given_at"), limit))
        given = exists(*self.looked_up("consent", row, owner, conditions), by_row=self.by_row)
        return both([self.counts(owner, row), given])

    def looked_up(
        self, word: str, row: Row, owner: Owner, conditions: Sequence[sql.Composable]
    ) -> tuple[list[sql.Composable], list[sql.Composable]]:
        """A table of standing, joined to the owner of a row: what to select from, and under which conditions."""
        key = self.mapped.subject_table(owner.kind).table.primary_key
        someone = self.rows.person(row, owner)
        table = sql.SQL("{} as {}").format(qualified(standing(word, owner.kind)), sql.Identifier(_X.alias))
        same = equal(_X.columns(subject_columns(key)), someone.end)
        return [table, *someone.tables], [*someone.joins, same, *conditions]

    def row_not_restricted(self, row: Row, table: MappedTable) -> sql.Composable:
        """The row itself is not restricted (only in tables whose rows can be)."""
        if not table.restrict_rows:
            return TRUE
        key = table.table.primary_key
        source = sql.SQL("{} as {}").format(qualified(restricted_rows(table.relation)), sql.Identifier(_X.alias))
        return no_such([source], [equal(_X.columns(row_columns(key)), row.columns(key)), self.still()])

    # -- nobody ------------------------------------------------------------------------------------------------------

    def may_be_nobody(self, owner: Owner) -> bool:
        """Whether a link on the way to this owner can be null, by the catalogue."""
        return any(self.mapped.whens(hop) for hop in owner.way) or any(
            (column := self.mapped.catalogue.tables[hop.source].column(name)) is None or column.nullable
            for hop in owner.way
            for name in hop.columns
        )

    def nobody(self, row: Row, owner: Owner) -> sql.Composable:
        """The way to this owner breaks off at a null link."""
        if not self.may_be_nobody(owner):
            return FALSE
        someone = self.rows.person(row, owner)
        null = [sql.SQL("{} is null").format(column) for column in row.columns(owner.links)]
        apart = [sql.SQL("not {}").format(self.counts(owner, row))] if self.has_when(owner) else []
        if not someone.tables:
            return either([*apart, *null])
        known = [sql.SQL("{} is not null").format(column) for column in someone.end]
        return either([*apart, no_such(list(someone.tables), [*someone.joins, *known], by_row=self.by_row)])

    # -- time --------------------------------------------------------------------------------------------------------

    def in_time(self, name: str, row: Row, table: MappedTable, owner: Owner, seen: frozenset[str]) -> sql.Composable:
        """The time of a purpose has not run out for an owner of a row, of whom it sees these categories."""
        purpose = self.policy.purposes[name]
        parts = [self.met(purpose.while_, row, table, owner)] if purpose.while_ else []
        parts += given_for(self, name, row, table, owner)
        if purpose.keep is not None and purpose.keep.nothing:
            return both([*parts, self._kept_by_others(row, table, owner, seen)])
        return both([*parts, *self._clocks(purpose, row, table, owner)])

    def _kept_by_others(self, row: Row, table: MappedTable, owner: Owner, seen: frozenset[str]) -> sql.Composable:
        keepers = (
            name
            for name, other in self.policy.purposes.items()
            if other.keeps and seen & self.kept_by(name, owner) and self.reachable(name, table, owner)
        )
        return either([self.live(name, row, table, owner, seen) for name in keepers])

    def seen(self, name: str, table: MappedTable, owner: Owner) -> frozenset[str]:
        """The categories of an owner that a purpose uses in a table."""
        purpose = self.policy.purposes[name]
        if purpose.about and owner.name not in purpose.about:
            return frozenset()
        held = {column.category for column in table.personal if owner.name in column.owners}
        return self.policy.categories_of(purpose.uses) & held

    def kept_by(self, name: str, owner: Owner) -> frozenset[str]:
        """The categories that a purpose keeps of an owner."""
        purpose = self.policy.purposes[name]
        if purpose.about and owner.name not in purpose.about:
            return frozenset()
        return self.policy.categories_of(purpose.uses)

    def reachable(self, name: str, table: MappedTable, owner: Owner) -> bool:
        """Whether every event and condition of a purpose is related to the rows of a table."""
        return all(reach(self.mapped, table, owner, happening.to) for happening in self.happenings(name))

    def happenings(self, name: str) -> tuple[Happening, ...]:
        """The events and the condition that a purpose's time hangs on."""
        purpose = self.policy.purposes[name]
        clocks = purpose.keep.clocks if purpose.keep else ()
        events = [self.mapped.events[event] for clock in clocks for event in clock.events if event != CONSENT_EVENT]
        return (*events, *([self.mapped.conditions[purpose.while_]] if purpose.while_ else []))

    def live(self, name: str, row: Row, table: MappedTable, owner: Owner, seen: frozenset[str]) -> sql.Composable:
        """Ground and time: the purpose is live for an owner of a row."""
        return both([self.ground(name, row, owner), self.in_time(name, row, table, owner, seen)])

    def ground(self, name: str, row: Row, owner: Owner) -> sql.Composable:
        """The ground of a purpose stands for an owner of a row: a consent, or else that it was not ended for them."""
        consent = self.policy.purposes[name].basis is Basis.CONSENT
        stands = self.consented(row, owner, name) if consent else self.not_ended(row, owner, name)
        return both([stands, *grounds(self, name, row, owner)])

    def not_ended(self, row: Row, owner: Owner, name: str) -> sql.Composable:
        """The purpose has not been ended for the owner of a row (pending objections and restrictions aside)."""
        scope = sql.SQL("{} = {}").format(_X.column("scope"), sql.Literal(name))
        for_good = sql.SQL("{} in ('ended', 'child')").format(_X.column("cause"))
        ended = no_such(*self.looked_up("hidden", row, owner, [scope, for_good]), by_row=self.few)
        return either([sql.SQL("not {}").format(self.counts(owner, row)), ended]) if self.has_when(owner) else ended

    def _clocks(self, purpose: Purpose, row: Row, table: MappedTable, owner: Owner) -> Iterator[sql.Composable]:
        """One condition for each table whose rows the clocks speak of: a related row there is still alive."""
        for relation, clocks in self.clocks_by_table(purpose).items():
            yield self.alive_by(self.reaches(table, owner, relation), clocks, row, table)

    def alive_by(self, way: Reach, clocks: list[Clock], row: Row, table: MappedTable) -> sql.Composable:
        """A related row is still alive under clocks that speak of its table."""
        written_here = all(not self.mapped.events[event].way for clock in clocks for event in clock.events)
        if way.itself and (written_here or row.looked):
            return self.all_alive(clocks)(row)
        return self.rows.related(way, row, table.table.primary_key, self.all_alive(clocks))

    def clocks_by_table(self, purpose: Purpose) -> dict[Relation, list[Clock]]:
        """The clocks of a purpose, by the table to whose rows their events happen."""
        found: dict[Relation, list[Clock]] = {}
        for clock in purpose.keep.clocks if purpose.keep else ():
            if clock.events != (CONSENT_EVENT,):
                found.setdefault(self.mapped.events[clock.events[0]].to, []).append(clock)
        return found

    def all_alive(self, clocks: list[Clock]) -> Callable[[Row], sql.Composable]:
        """Of a row to which the events happen: no period is over."""
        return lambda other: both([self._alive(clock, other) for clock in clocks])

    def _alive(self, clock: Clock, other: Row) -> sql.Composable:
        return both([self._not_over(clock, self.mapped.events[event], other) for event in clock.events])

    def _not_over(self, clock: Clock, event: Happening, other: Row) -> sql.Composable:
        assert event.column is not None
        time = other.column(event_column(event.name) if event.way else event.column.name)
        within = sql.SQL("{} >= {}").format(time, self._since(clock, event.to, event.column.base_type, other))
        if not event.way and not event.column.nullable:
            return within
        return sql.SQL("({} is null or {})").format(time, within)

    def _since(self, clock: Clock, to: Relation, base_type: str, other: Row) -> sql.Composable:
        def of_length(period: Period) -> sql.Composable:
            return since(period, base_type, end_of_year=clock.end_of_year)

        return by_length(self.policy, self.mapped, clock.period, to, other, of_length)

    def met(self, condition: str, row: Row, table: MappedTable, owner: Owner) -> sql.Composable:
        """A condition holds for a row: it or a row related to it for this owner meets it."""
        happening = self.mapped.conditions[condition]
        way = self.reaches(table, owner, happening.to)
        if way.itself and row.looked:
            return row.column(while_column(condition))
        if way.itself and not happening.way:
            where = raw(happening.where or "false")
            return where if self.filters else sql.SQL("({}) is true").format(where)
        return self.rows.related(way, row, table.table.primary_key, lambda other: other.column(while_column(condition)))

    def condition_reaches(self, condition: str, table: MappedTable, owner: Owner) -> bool:
        """Whether a condition is related to the rows of a table."""
        return reach(self.mapped, table, owner, self.mapped.conditions[condition].to) is not None

    @staticmethod
    def still() -> sql.Composable:
        """What is looked up has no end, or its end has not come."""
        return sql.SQL("({0} is null or {1}({0}))").format(_X.column("until"), _STILL)

    def reaches(self, table: MappedTable, owner: Owner, to: Relation) -> Reach:
        """The way to the rows of an event; check_reach.py has made sure that there is one."""
        found = reach(self.mapped, table, owner, to)
        if found is None:
            raise LookupError(f"{to} is not related to {table.relation}'s {owner.name}")
        return found

    # -- rows --------------------------------------------------------------------------------------------------------

    def visible(self, window: TableWindow, name: str) -> sql.Composable:
        """The rows of a table that a window shows: live, not restricted, no objection pending.

        For every owner; or for one of them, where each decides about what is theirs.
        """
        row = Row(window.relation.name)
        if window.joint:
            seen = [*self._row_itself(window, row, name), one_stands(self, window, row, name)]
        else:
            stands = self._grounds_and_times(window, row, name, timed=True)
            seen = [*self._standing_of_all(window, row, name), stands]
        return both([*seen, *self._unsuppressed(window, row, name)])

    def writable(self, window: TableWindow, name: str) -> sql.Composable:
        """The rows a window may write: standing as for reading, whatever the time."""
        row = Row(window.relation.name)
        return both([
            *self._standing_of_all(window, row, name, by_row=self.by_row),
            self._grounds_and_times(window, row, name, timed=False),
            *self._unsuppressed(window, row, name),
        ])  # fmt: skip

    def _unsuppressed(self, window: TableWindow, row: Row, name: str) -> Iterator[sql.Composable]:
        """No value is among those that the purpose suppresses, unless everybody whose it is consented to the purpose.

        A purpose of consent needs that anyway.
        """
        purpose = self.policy.purposes[name]
        columns = [window.table.columns[each] for each in window.personal] if purpose.basis is not Basis.CONSENT else []
        for column in columns:
            category = column.category or ""
            if suppressed_by(purpose, category):
                owners = [owner for owner in window.owners if owner.name in column.owners]
                consented = both([self.consented(row, owner, name) for owner in owners])
                yield either([consented, not_suppressed(category, row.column(column.name))])

    def _standing_of_all(
        self, window: TableWindow, row: Row, name: str, *, by_row: bool = False
    ) -> Iterator[sql.Composable]:
        for owner in window.owners:
            yield self._not_hidden_in(window, row, name, owner, by_row=by_row)
        yield from self._row_itself(window, row, name)

    def _not_hidden_in(
        self, window: TableWindow, row: Row, name: str, owner: Owner, *, by_row: bool = False
    ) -> sql.Composable:
        scopes = [name]
        if self.seen(name, window.table, owner):
            scopes.append(scope_of_owner(name, window.relation, owner.name))
        return self.not_hidden(row, owner, tuple(scopes), by_row=by_row)

    def _row_itself(self, window: TableWindow, row: Row, name: str) -> Iterator[sql.Composable]:
        if self.policy.purposes[name].despite_restriction is None:
            yield self.row_not_restricted(row, window.table)

    def stands(self, window: TableWindow, row: Row, name: str, owner: Owner) -> sql.Composable:
        """The purpose may see one owner of a row, who is somebody: live, not restricted, nothing pending or locked."""
        hidden = self._not_hidden_in(window, row, name, owner)
        return both([hidden, self._said(row, owner, name), self.time_of(window, row, name, owner)])

    def _grounds_and_times(self, window: TableWindow, row: Row, name: str, *, timed: bool) -> sql.Composable:
        """Consent, needs and time for every owner who is somebody; without anybody, time alone (and nothing said)."""
        somebodys = asks_for_somebody(self, name)
        stands = [self._said(row, owner, name) for owner in window.owners]
        times = [self.time_of(window, row, name, owner) if timed else TRUE for owner in window.owners]
        each = [both([said, time]) for said, time in zip(stands, times, strict=True)]
        nobodies = [self.nobody(row, owner) for owner in window.owners]
        if len(each) == 1:
            return each[0]
        if not somebodys and all(time == times[0] for time in times):
            return times[0] if times else TRUE
        guarded = [either([nobody, one]) for nobody, one in zip(nobodies, each, strict=True)]
        somebody = either([sql.SQL("not {}").format(n) if n is not FALSE else TRUE for n in nobodies])
        return both([*guarded, either([somebody, FALSE if somebodys else both(times)])])

    def _said(self, row: Row, owner: Owner, name: str) -> sql.Composable:
        """What an owner of a row has said, or was told, that the purpose asks for: consent and every need."""
        consent = self.policy.purposes[name].basis is Basis.CONSENT
        parts = [self.consented(row, owner, name)] if consent else []
        return both([*parts, *grounds(self, name, row, owner), *locks(self, name, row, owner)])

    def time_of(self, window: TableWindow, row: Row, name: str, owner: Owner) -> sql.Composable:
        """The time of a purpose has not run out for an owner of a row that its window shows."""
        seen = self.seen(name, window.table, owner)
        if not window.personal:
            seen = self.policy.categories_of(self.policy.purposes[name].uses)
        return self.in_time(name, row, window.table, owner, seen)
