"""What a plan means for people: who newly sees or no longer sees what, and what would no longer be needed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field

import psycopg
from psycopg import sql

from troth.compiler.build import Compiled
from troth.compiler.enforced.readers import Readers
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
        yield from counting.need()


@dataclass(frozen=True)
class _Counting:
    compiled: Compiled
    live: Objects
    trial: Trial
    empty: dict[Relation, bool] = field(default_factory=dict)
    """Which tables have no row. Where a policy is applied first, that is most of them, and nothing need be counted."""

    def sight(self, window: Window, changed: set[Key]) -> Iterator[Effect]:
        """What one window would newly see and no longer see."""
        who = window.name
        schema = recipient_schema(window.recipient) if window.recipient else window_schema(window.purpose)
        for table in window.tables.values():
            view = self.live.items.get(Key("view", f"{schema}.{table.relation.name}"))
            policy = self._select_policy(window, table.relation)
            before = set(view.columns) & set(table.personal) if isinstance(view, View) else set()
            after = set(table.personal)
            keys = {Key("view", f"{schema}.{table.relation.name}")} | ({policy.key} if policy else set())
            if not after or (view is not None and not keys & changed):
                continue
            now, then = self._rows(window, table, policy)
            rows = f"rows of {table.relation}" if table.table.subject is None else f"{table.table.subject}s"
            for act, verb, columns in (
                ("+", "would newly see", after - before),
                ("-", "would no longer see", before - after),
            ):
                if columns:
                    count = then if act == "+" else now
                    yield Effect(act=act, who=who, what=f"{verb} {_categories(table, columns)}", count=count, of=rows)
            if isinstance(view, View) and view.key in changed and view.columns == table.shown:
                for act, what in _precision(table, str(view.query)):
                    yield Effect(act=act, who=who, what=f"would see {what}", count=then, of=rows)
            if before & after and now is not None and then is not None and now != then:
                act, verb = ("+", "would newly see") if then > now else ("-", "would no longer see")
                what = f"{verb} {_categories(table, before & after)}"
                yield Effect(act=act, who=who, what=what, count=abs(then - now), of=rows)

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

    def _select_policy(self, window: Window, relation: Relation) -> RowPolicy | None:
        names = self.compiled.names
        role = names.shows(window.recipient) if window.recipient else names.sees(window.purpose)
        policies = (policy for policy in self.live.only(RowPolicy) if policy.table == relation)
        return next((p for p in policies if p.role == role and p.command == "select"), None)

    def _rows(self, window: Window, table: TableWindow, policy: RowPolicy | None) -> tuple[int | None, int | None]:
        """How many rows a window shows now, and would show then."""
        if self._is_empty(table.relation):
            return 0, 0
        return self._rows_before(window, table, policy), self._rows_after(window, table)

    def _rows_before(self, window: Window, table: TableWindow, policy: RowPolicy | None) -> int | None:
        if policy is not None and window.recipient and self.compiled.policy.recipients[window.recipient].by_ticket:
            return None  # each reader sees rows of their own, and there is no ticket here
        if policy is None or not isinstance(policy.using, str):
            return 0
        return self._count(table.relation, sql.SQL(policy.using), moved=False)

    def _rows_after(self, window: Window, table: TableWindow) -> int | None:
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


def _precision(table: TableWindow, before: str) -> Iterator[tuple[str, str]]:
    """The columns are the same, and what is seen in them is not. `before` is the text of the view there is."""
    seen = _categories(table, set(table.personal))
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


def _categories(table: TableWindow, columns: set[str]) -> str:
    found = {table.table.columns[name].category for name in columns}
    return ", ".join(sorted(category for category in found if category))
