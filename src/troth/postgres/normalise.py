"""What PostgreSQL would store for a view, a row policy or a function, found by making it aside and reading it back.

Text never compares well: PostgreSQL rewrites every expression in its own way. So the wanted objects are made in a
scratch schema, policies on empty look-alikes of the tables, read back, and rolled back. The company's tables are only
looked at (the lightest lock), so a plan can be made while the shop is busy.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import groupby
from typing import Any

import psycopg
from psycopg import sql

from troth.postgres import ddl
from troth.postgres.catalogue import Relation
from troth.postgres.objects import Function, Key, Object, Objects, RowPolicy, StoredTable, View
from troth.postgres.run_all import run_all
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
        self.spoken = f"{own_schema}."
        stored = self._store(wanted, live)
        self.stored = Objects.of(stored.get(key, item) for key, item in wanted.items.items())

    def _store(self, wanted: Objects, live: Objects) -> dict[Key, Object]:
        self.run([sql.SQL("create schema {}").format(sql.Identifier(SCRATCH))])
        self.run(made for table in wanted.only(StoredTable) for made in self._standing(table, live))
        stored: dict[Key, Object] = {item.key: item for item in self.functions(wanted.only(Function))}
        stored |= {item.key: item for item in self.views(wanted.only(View))}
        by_table = sorted(wanted.only(RowPolicy), key=lambda policy: policy.table)
        for relation, policies in groupby(by_table, key=lambda policy: policy.table):
            stored |= {policy.key: policy for policy in self.policies(relation, list(policies))}
        return stored

    def _standing(self, table: StoredTable, live: Objects) -> ddl.Statements:
        """A table of standing: the live one seen through a view if it is as it should be, else an empty one."""
        if live.items.get(table.key) != table:
            return [self.composed(made) for made in ddl.create_table(table)]
        aside = Relation(SCRATCH, table.relation.name)
        return [sql.SQL("create view {} as select * from {}").format(ddl.name(aside), ddl.name(table.relation))]

    def run(self, commands: Iterable[ddl.Statement]) -> None:
        run_all(self.connection, commands)

    def composed(self, command: sql.Composable) -> sql.Composed:
        """A statement that may be executed, speaking of the trial."""
        return sql.Composed([self.moved(command)])

    def moved(self, part: sql.Composable) -> sql.Composable:
        """The same statement, speaking of the scratch schema wherever it spoke of Troth's own."""
        sort = type(part)  # asked of hundreds of thousands of parts; isinstance() of an abstract class is slow
        if sort is sql.Composed:
            return sql.Composed([self.moved(piece) for piece in part._obj])
        if sort is sql.Identifier and part._obj[0] == self.own:
            return sql.Identifier(SCRATCH, *part._obj[1:])
        if sort is sql.SQL and self.spoken in part._obj:
            return sql.SQL(part._obj.replace(self.spoken, f"{SCRATCH}."))
        return part

    def back(self, text: str | None) -> str | None:
        return text.replace(f"{SCRATCH}.", f"{self.own}.") if text is not None else None

    def functions(self, items: tuple[Function, ...]) -> Iterator[Function]:
        self.run(self.composed(ddl.create_function(item)) for item in _clock_first(items))
        stored = self.read("normal functions")
        for item in items:
            body, arguments, returns = stored[item.name]
            yield replace(item, body=self.back(body) or "", arguments=arguments, returns=returns)

    def views(self, items: tuple[View, ...]) -> Iterator[View]:
        """Look-outs first, since policies look at them; of windows, whose views no other names, only the number."""
        looks = {item.key: item.relation.name for item in items if item.relation.schema == self.own}
        names = looks | {item.key: f"window {n}" for n, item in enumerate(items) if item.key not in looks}
        made = sorted(items, key=lambda item: item.key not in looks)
        self.run(self.composed(ddl.create_view(Relation(SCRATCH, names[item.key]), item)) for item in made)
        stored = self.read("normal views")
        for item in items:
            yield replace(item, query=self.back(stored[names[item.key]][0]) or "")

    def policies(self, table: Relation, policies: list[RowPolicy]) -> Iterator[RowPolicy]:
        """Policies on an empty look-alike of a table, which bears the table's own name."""
        alike = sql.Identifier("pg_temp", table.name)
        me = sql.SQL("current_user")
        made = (self.composed(ddl.create_policy(alike, policy, me)) for policy in policies)
        self.run([sql.SQL("create temporary table {} (like {})").format(alike, ddl.name(table)), *made])
        rows = self.connection.execute(statement("normal policies"), {"table": table.name}).fetchall()
        stored = {row[0]: (self.back(row[1]), self.back(row[2])) for row in rows}
        self.run([sql.SQL("drop table {}").format(alike)])
        for policy in policies:
            using, check = stored[policy.name]
            yield replace(policy, using=using, check=check)

    def read(self, name: str) -> dict[str, tuple[Any, ...]]:
        """What PostgreSQL stores of the scratch schema's functions or views, by name."""
        rows = self.connection.execute(statement(name), {"schema": SCRATCH}).fetchall()
        return {found: tuple(rest) for found, *rest in rows}


def _clock_first(functions: tuple[Function, ...]) -> list[Function]:
    return sorted(functions, key=lambda function: (function.name != "clock", function.name))
