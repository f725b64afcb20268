"""What PostgreSQL would store for a view, a row policy or a function, found by making it aside and reading it back.

Text never compares well: PostgreSQL rewrites every expression in its own way. So the wanted objects are made in a
scratch schema, policies on empty look-alikes of the tables, read back, and rolled back. The company's tables are only
looked at (the lightest lock), so a plan can be made while the shop is busy.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import groupby
from typing import Any

import psycopg
from psycopg import sql

from troth.postgres import ddl
from troth.postgres.catalogue import Relation
from troth.postgres.objects import Function, Key, Object, Objects, RowPolicy, StoredTable, View
from troth.postgres.statements import statement

SCRATCH = "troth_scratch"


@contextmanager
def trial(
    connection: psycopg.Connection[Any], wanted: Objects, own_schema: str, live: Objects | None = None
) -> Iterator[Trial]:
    """The wanted objects made aside, until the end of the block; then all is as it was.

    `own_schema` is the schema of Troth's own tables and look-outs. Where standing is `live` already, the trial sees it.
    """
    with connection.transaction(force_rollback=True):
        connection.execute("set local search_path = ''")
        yield Trial(connection, own_schema, wanted, live or Objects())


class Trial:
    """One trial: the objects made under other names in a schema that is rolled back.

    `stored` are the wanted objects with every view, policy and function as PostgreSQL would store it.
    """

    def __init__(self, connection: psycopg.Connection[Any], own_schema: str, wanted: Objects, live: Objects) -> None:
        self.connection = connection
        self.own = own_schema
        stored = self._store(wanted, live)
        self.stored = Objects.of(stored.get(key, item) for key, item in wanted.items.items())

    def _store(self, wanted: Objects, live: Objects) -> dict[Key, Object]:
        self.run(sql.SQL("create schema {}").format(sql.Identifier(SCRATCH)))
        for table in wanted.only(StoredTable):
            self._standing(table, live)
        stored: dict[Key, Object] = {item.key: self.function(item) for item in _clock_first(wanted.only(Function))}
        views = wanted.only(View)
        looks = [view for view in views if view.relation.schema == self.own]
        for view in (*looks, *(view for view in views if view.relation.schema != self.own)):
            stored[view.key] = self.view(view)
        by_table = sorted(wanted.only(RowPolicy), key=lambda policy: policy.table)
        for relation, policies in groupby(by_table, key=lambda policy: policy.table):
            stored |= {policy.key: policy for policy in self.policies(relation, list(policies))}
        return stored

    def _standing(self, table: StoredTable, live: Objects) -> None:
        """A table of standing: the live one seen through a view if it is as it should be, else an empty one."""
        if live.items.get(table.key) != table:
            for made in ddl.create(table)[1:-1]:
                self.run(made)
            return
        aside = Relation(SCRATCH, table.relation.name)
        query = sql.SQL("create view {} as select * from {}")
        self.connection.execute(query.format(ddl.name(aside), ddl.name(table.relation)))

    def run(self, command: ddl.Statement) -> None:
        self.connection.execute(self.composed(command))

    def composed(self, command: sql.Composable) -> sql.Composed:
        """A statement that may be executed, speaking of the trial."""
        return sql.Composed([self.moved(command)])

    def moved(self, part: sql.Composable) -> sql.Composable:
        """The same statement, speaking of the scratch schema wherever it spoke of Troth's own."""
        match part:
            case sql.Composed():
                return sql.Composed([self.moved(piece) for piece in part])
            case sql.Identifier() if part._obj[0] == self.own:
                return sql.Identifier(SCRATCH, *part._obj[1:])
            case sql.SQL() if f"{self.own}." in part._obj:
                return sql.SQL(part._obj.replace(f"{self.own}.", f"{SCRATCH}."))
        return part

    def back(self, text: str | None) -> str | None:
        return text.replace(f"{SCRATCH}.", f"{self.own}.") if text is not None else None

    def function(self, item: Function) -> Function:
        self.run(ddl.create(item)[1])
        row = self.one("normal function", {"schema": SCRATCH, "name": item.name})
        return replace(item, body=self.back(row[0]) or "", arguments=row[1], returns=row[2])

    def view(self, item: View) -> View:
        aside = Relation(SCRATCH, item.relation.name)
        if item.relation.schema != self.own:
            aside = Relation(SCRATCH, f"{item.relation.schema}.{item.relation.name}"[:63])
        self.run(ddl.create_view(aside, item))
        row = self.one("normal view", {"schema": SCRATCH, "name": aside.name})
        if item.relation.schema != self.own:
            self.run(sql.SQL("drop view {}").format(ddl.name(aside)))
        return replace(item, query=self.back(row[0]) or "")

    def policies(self, table: Relation, policies: list[RowPolicy]) -> Iterator[RowPolicy]:
        """Policies on an empty look-alike of a table, which bears the table's own name."""
        alike = sql.Identifier("pg_temp", table.name)
        self.run(sql.SQL("create temporary table {} (like {})").format(alike, ddl.name(table)))
        me = sql.SQL("current_user")
        for policy in policies:
            self.run(ddl.create_policy(alike, policy, me))
        rows = self.connection.execute(statement("normal policies"), {"table": table.name}).fetchall()
        stored = {row[0]: (self.back(row[1]), self.back(row[2])) for row in rows}
        self.run(sql.SQL("drop table {}").format(alike))
        for policy in policies:
            using, check = stored[policy.name]
            yield replace(policy, using=using, check=check)

    def one(self, name: str, asked: dict[str, str]) -> tuple[Any, ...]:
        row = self.connection.execute(statement(name), asked).fetchone()
        assert row is not None
        return tuple(row)


def _clock_first(functions: tuple[Function, ...]) -> list[Function]:
    return sorted(functions, key=lambda function: (function.name != "clock", function.name))
