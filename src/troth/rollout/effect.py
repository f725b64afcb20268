"""What a plan means for people: who newly sees or no longer sees what, and what would no longer be needed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field

import psycopg
from psycopg import sql

from troth.compiler.build import Compiled
from troth.compiler.enforced.readers import SHOWN, Readers
from troth.compiler.enforced.row_policies import plain_rows
from troth.compiler.live.live import Live
from troth.compiler.names import look_out, recipient_schema, window_schema
from troth.compiler.needed.need import needed, row_needed
from troth.compiler.rows import Row, either, qualified
from troth.compiler.stored.pseudonyms import KEY
from troth.compiler.windows import TableWindow, Window
from troth.mapped.model import MappedTable
from troth.postgres.catalogue import Relation
from troth.postgres.normalise import Trial
from troth.postgres.objects import Key, Objects, RowPolicy, View
from troth.rollout.diff import Change

PATIENCE = "5s"
"""How long a plan counts the rows of one table; beyond that it says that it did not count."""


@dataclass(frozen=True, kw_only=True)
class Effect:
    """One sentence about people. `count` is None where counting would have taken too long."""

    act: str
    who: str
    what: str
    count: int | None
    of: str

    def __str__(self) -> str:
        many = "an uncounted number of" if self.count is None else f"{self.count:,}"
        return f"{self.act} {self.who} {self.what} of {many} {self.of}"

    def to_json(self) -> dict[str, object]:
        """The effect as plain data."""
        return asdict(self)


def find_effects(compiled: Compiled, live: Objects, changes: Sequence[Change], trial: Trial) -> Iterator[Effect]:
    """The effects of a plan that changes anything, counted on the live rows with the standing there is."""
    if changes:
        changed = {change.key for change in changes}
        counting = _Counting(compiled, live, trial)
        for window in (*compiled.windows, *compiled.recipients):
            yield from counting.sight(window, changed)
        yield from counting.seen_whole()
        yield from counting.gone()
        yield from counting.need()


@dataclass(frozen=True)
class _Counting:
    compiled: Compiled
    live: Objects
    trial: Trial
    empty: dict[Relation, bool] = field(default_factory=dict)
    """Which tables have no row. Where a policy is applied first, that is most of them, and nothing need be counted."""

    def sight(self, window: Window, changed: set[Key]) -> Iterator[Effect]:
        """What one window would newly see and no longer see, in the tables that it goes on to show."""
        schema = recipient_schema(window.recipient) if window.recipient else window_schema(window.purpose)
        for table in window.tables.values():
            key = Key("view", f"{schema}.{table.relation.name}")
            view = self.live.items.get(key)
            before = _personal(table.table, view.columns) if isinstance(view, View) else frozenset()
            policy = self._select_policy(self._behind(window), table.relation)
            touched = view is None or key in changed or (policy is not None and policy.key in changed)
            if not touched or not (before or table.personal):
                continue
            now, then = self._shown_by(policy, table.relation), self._rows_after(window, table)
            said = list(_seen_otherwise(table, before, now, then))
            if isinstance(view, View) and key in changed and view.columns == table.shown:
                said += [(act, f"would see {what}", then) for act, what in _precision(table, str(view.query))]
            for act, what, count in said:
                yield Effect(act=act, who=window.name, what=what, count=count, of=_rows_of(table.table))

    def seen_whole(self) -> Iterator[Effect]:
        """Tables mapped plain: no ground and no period stands between them and any purpose."""
        windows = self.compiled.windows
        for table in self.compiled.mapped.tables.values():
            new = [window.purpose for window in windows if table.plain and not self._is_whole(window, table)]
            if new:
                who = "every purpose" if len(new) == len(windows) else ", ".join(new)
                count = 0 if self._is_empty(table.relation) else self._count(table.relation, sql.SQL("true"))
                of = f"rows of {table.relation}, mapped plain"
                yield Effect(act="+", who=who, what="would newly see the whole", count=count, of=of)

    def _is_whole(self, window: Window, table: MappedTable) -> bool:
        view = self.live.items.get(Key("view", f"{window_schema(window.purpose)}.{table.relation.name}"))
        return isinstance(view, View) and view.columns == tuple(column.name for column in table.table.columns)

    def gone(self) -> Iterator[Effect]:
        """What windows show now that are to be no more, or are to show a table no more."""
        by_name = {table.relation.name: table for table in self.compiled.mapped.tables.values() if table.personal}
        for view in self.live.only(View):
            table = by_name.get(view.relation.name)
            who = _window_of(view.relation.schema)
            if table is None or who is None or view.key in self.compiled.objects.items:
                continue
            if columns := _personal(table, view.columns):
                what = f"would no longer see {_categories(table, columns)}"
                count = self._shown_by(self._select_policy(view.owner, table.relation), table.relation)
                yield Effect(act="-", who=who, what=what, count=count, of=_rows_of(table))

    def _behind(self, window: Window) -> str:
        """The role that owns a window's views."""
        names = self.compiled.names
        return names.shows(window.recipient) if window.recipient else names.sees(window.purpose)

    def _select_policy(self, role: str, relation: Relation) -> RowPolicy | None:
        policies = (policy for policy in self.live.only(RowPolicy) if policy.table == relation)
        return next((p for p in policies if p.role == role and p.command == "select"), None)

    def _shown_by(self, policy: RowPolicy | None, relation: Relation) -> int | None:
        """How many rows a row policy shows now."""
        if policy is None or not isinstance(policy.using, str) or self._is_empty(relation):
            return 0
        if SHOWN.name in policy.using:
            return None  # each reader sees rows of their own, and there is no ticket here
        return self._count(relation, sql.SQL(policy.using), moved=False)

    def _rows_after(self, window: Window, table: TableWindow) -> int | None:
        """How many rows a window would show."""
        if self._is_empty(table.relation):
            return 0
        live = Live(self.compiled.policy, self.compiled.mapped)
        if window.recipient:
            return self._count(table.relation, Readers(live, window.recipient, bound=False).shown(window, table))
        return self._count(table.relation, _seen(live, window, table))

    def need(self) -> Iterator[Effect]:
        """What no purpose and no hold would need any more, and what would be kept and seen by no one."""
        live = Live(self.compiled.policy, self.compiled.mapped)
        for table in self.compiled.mapped.tables.values():
            if not table.personal or self._is_empty(table.relation):
                continue
            row = Row(table.relation.name)
            kept = row_needed(live, row, table)
            unneeded = self._count(table.relation, sql.SQL("({}) is not true").format(kept))
            rows = f"rows of {table.relation}"
            if unneeded != 0:
                yield Effect(
                    act="-", who="the next sweep", what="would erase what is personal", count=unneeded, of=rows
                )
            yield from self._unneeded_cells(live, row, table, kept)
            seen = either([
                _seen(live, window, window.tables[table.relation])
                for window in self.compiled.windows
                if table.relation in window.tables
            ])  # fmt: skip
            unseen = self._count(table.relation, sql.SQL("({}) is true and ({}) is not true").format(kept, seen))
            if unseen:
                yield Effect(act=" ", who="no one", what="would see what is kept", count=unseen, of=rows)

    def _unneeded_cells(self, live: Live, row: Row, table: MappedTable, kept: sql.Composable) -> Iterator[Effect]:
        for column in table.personal:
            gone = sql.SQL("{} is not null and ({}) is true and ({}) is not true").format(
                row.column(column.name), kept, needed(live, row, table, column)
            )
            count = self._count(table.relation, gone)
            if count:
                what, of = f"would erase {column.name}", f"rows of {table.relation} that stay"
                yield Effect(act="-", who="the next sweep", what=what, count=count, of=of)

    def _is_empty(self, relation: Relation) -> bool:
        if relation not in self.empty:
            query = sql.SQL("select not exists (select from {})").format(qualified(relation))
            row = self.trial.connection.execute(query).fetchone()
            self.empty[relation] = bool(row and row[0])
        return self.empty[relation]

    def _count(self, relation: Relation, where: sql.Composable, *, moved: bool = True) -> int | None:
        query = sql.SQL("select count(*) from {} where {}").format(qualified(relation), where)
        connection = self.trial.connection
        try:
            with connection.transaction():
                connection.execute(sql.SQL("set local statement_timeout = {}").format(sql.Literal(PATIENCE)))
                connection.execute("set local jit = off")  # compiling these conditions takes longer than running them
                row = connection.execute(self.trial.composed(query) if moved else query).fetchone()
                connection.execute("set local statement_timeout = default")
        except psycopg.errors.QueryCanceled:
            return None
        return int(row[0]) if row else None


def _seen(live: Live, window: Window, table: TableWindow) -> sql.Composable:
    """The rows that the window of a purpose shows, whoever reads it."""
    return either([live.visible(table, window.purpose), plain_rows(window, table, live)])


def _seen_otherwise(
    table: TableWindow, before: frozenset[str], now: int | None, then: int | None
) -> Iterator[tuple[str, str, int | None]]:
    """What changes in a table of which these columns are seen before: act, words, and how many rows."""
    after = frozenset(table.personal)
    if after - before:
        yield "+", f"would newly see {_categories(table.table, after - before)}", then
    if before - after:
        yield "-", f"would no longer see {_categories(table.table, before - after)}", now
    if before & after and now is not None and then is not None and now != then:
        act, verb = ("+", "would newly see") if then > now else ("-", "would no longer see")
        yield act, f"{verb} {_categories(table.table, before & after)}", abs(then - now)


def _personal(table: MappedTable, columns: Iterable[str]) -> frozenset[str]:
    return frozenset(columns) & {column.name for column in table.personal}


def _rows_of(table: MappedTable) -> str:
    return f"rows of {table.relation}" if table.subject is None else f"{table.subject}s"


def _window_of(schema: str) -> str | None:
    """The window that a schema is of, as plans call it."""
    if schema.startswith("to_"):
        return f"recipient {schema.removeprefix('to_')}"
    return schema.removeprefix("for_") if schema.startswith("for_") else None


def _precision(table: TableWindow, before: str) -> Iterator[tuple[str, str]]:
    """The columns are the same, and what is seen in them is not. `before` is the text of the view there is."""
    seen = _categories(table.table, set(table.personal))
    had_pseudonyms, was_joint = KEY.name in before, look_out(table.relation).name in before
    if bool(table.pseudonyms) != had_pseudonyms:
        yield ("+", "keys instead of pseudonyms") if had_pseudonyms else (" ", "pseudonyms instead of keys")
    if bool(table.joint) != was_joint:
        whole = f"{seen} only in rows all of whose people it may see"
        yield ("-", whole) if was_joint else (" ", f"of {seen} what is theirs of whom it may see it")
    if table.levels:
        levels = ", ".join(f"the {level} of {table.table.columns[name].category}" for name, level in table.levels)
        yield " ", f"{levels} alone"
    elif bool(table.pseudonyms) == had_pseudonyms and bool(table.joint) == was_joint:
        yield "+", f"{seen} exactly"


def _categories(table: MappedTable, columns: Iterable[str]) -> str:
    found = {table.columns[name].category for name in columns}
    return ", ".join(sorted(category for category in found if category))
