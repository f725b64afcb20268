"""Closing what stands in the way of a migration, and nothing else: first the window, then what guards its rows.

A view that names a column keeps PostgreSQL from changing that column, and so does a row policy. What is closed is
unmade in such an order that nobody sees a row in between whose guard is gone; `apply` makes it again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

from troth.compiler.names import STANDING_SCHEMA, look_out
from troth.postgres import ddl
from troth.postgres.catalogue import Relation
from troth.postgres.objects import PUBLIC, Key, Object, Objects, RowPolicy, View
from troth.postgres.statements import statement
from troth.rollout.diff import Act, Change, stands_on, unmake_order


def in_the_way(live: Objects, said: str) -> tuple[Object, ...]:
    """The views and row policies that PostgreSQL names in its refusal, in whatever language it refuses."""
    plain = said.replace('"', "")
    candidates: list[View | RowPolicy] = [*live.only(View), *live.only(RowPolicy)]
    return tuple(item for item in candidates if _named_in(plain, item))


def _named_in(said: str, item: View | RowPolicy) -> bool:
    name = f"{item.relation.schema}.{item.relation.name}" if isinstance(item, View) else item.name
    return re.search(rf"(?<![\w.]){re.escape(name)}(?!\w)", said) is not None


def on_tables(live: Objects, tables: Iterable[Relation]) -> tuple[Object, ...]:
    """Every window on these tables, every row policy of theirs, and their look-outs."""
    wanted = set(tables)
    looks = {look_out(table) for table in wanted}
    views = (view for view in live.only(View) if view.relation in looks or _shows(view, wanted))
    return (*views, *(policy for policy in live.only(RowPolicy) if policy.table in wanted and _guards(policy)))


def _shows(view: View, tables: set[Relation]) -> bool:
    """Windows bear the names of the tables they show; aggregates name theirs in their query."""
    if view.relation.schema == STANDING_SCHEMA:
        return False
    query = str(view.query).replace('"', "")
    return any(re.search(rf"(?<![\w.]){re.escape(_full(table))}(?!\w)", query) for table in tables)


def _full(table: Relation) -> str:
    return f"{table.schema}.{table.name}"


def _guards(policy: RowPolicy) -> bool:
    return policy.role != PUBLIC and not policy.permissive


def with_all_above(live: Objects, first: Iterable[Object]) -> tuple[Object, ...]:
    """These objects, the row policies that stand on them, and every window that would be left without a guard."""
    closed = {item.key: item for item in first}
    while True:
        more = {item.key: item for item in _above(live, closed.values()) if item.key not in closed}
        if not more:
            return tuple(closed.values())
        closed |= more


def _above(live: Objects, closed: Iterable[Object]) -> Iterator[Object]:
    for below in tuple(closed):
        if isinstance(below, RowPolicy):
            yield from (view for view in live.only(View) if _window_over(view, below))
        yield from (policy for policy in live.only(RowPolicy) if stands_on(policy, below))


def _window_over(view: View, policy: RowPolicy) -> bool:
    return view.owner == policy.role and _shows(view, {policy.table})


def close(connection: psycopg.Connection[Any], items: Iterable[Object]) -> tuple[Key, ...]:
    """Unmake these objects, windows before their guards. Keeps the connection's role and search path."""
    changes = [Change(act=Act.UNMAKE, live=item) for item in items]
    # Windows first: a guard must never be gone while what it guards can be read.
    ordered = sorted(unmake_order(changes), key=lambda change: not _is_window(change.live))
    with keeping_settings(connection):
        for change in ordered:
            assert change.live is not None
            for command in ddl.drop(change.live):
                connection.execute(command)
    return tuple(change.key for change in ordered)


def _is_window(item: Object | None) -> bool:
    return isinstance(item, View) and item.relation.schema != STANDING_SCHEMA


@contextmanager
def keeping_settings(connection: psycopg.Connection[Any]) -> Iterator[None]:
    """Give a migration its own role, search path and lock timeout back after Troth has worked in its transaction."""
    row = connection.execute(statement("migrate settings")).fetchone()
    yield
    if row is not None:
        names = {"role": row[0], "search_path": row[1], "lock_timeout": row[2]}
        connection.execute(statement("migrate settings back"), names)
