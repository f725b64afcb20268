"""Rows say where they came from, and serve only what they were given for."""

from __future__ import annotations

from collections.abc import Iterator

from psycopg import sql

from troth.compiler.live.given_for import names_purpose
from troth.compiler.rows import Row
from troth.compiler.written.write_rules import origin_told
from troth.mapped.model import MappedTable
from troth.policy.kept_by import Argument, takes
from troth.postgres.catalogue import Relation
from troth.tables.model import parse_table
from troth.verify.evidence import Evidence, Unproved
from troth.verify.look import Look
from troth.verify.reach import doors
from troth.verify.trying import as_window
from troth.verify.written import all_rows, rows_where, rules_stand

KIND = "origin"
ARGUMENT = takes("table")


def prove(look: Look, argument: Argument) -> Iterator[Evidence | Unproved]:
    """Every row of the table, the row policies that ask for its origin, and what each window shows of it."""
    for name in argument.all("table"):
        table = look.compiled.mapped.tables[Relation(*parse_table(name))]
        if table.origin is None and table.only_for is None:
            yield Unproved(says=f"{name} has neither `origin` nor `only_for`")
        if table.origin is not None:
            yield rules_stand(look, table.relation, ["origin"])
            yield _told(look, table)
        if table.only_for is not None:
            yield from _only_for(look, table)


def _told(look: Look, table: MappedTable) -> Evidence:
    told = origin_told(table, Row(table.relation.name))
    without = rows_where(look, table.relation, sql.SQL("({}) is not true").format(told))
    count = all_rows(look, table.relation)
    says = f"{without or 'none'} of {count} rows of {table.relation} do not say where they came from"
    return Evidence(kept=not without, says=says, how=f"count(*) of {table.relation}", count=count)


def _only_for(look: Look, table: MappedTable) -> Iterator[Evidence | Unproved]:
    """No window shows a row that was given for something else."""
    column = table.columns[table.only_for or ""].column
    seen, wrong = 0, []
    for door in doors(look):
        if door.window.recipient or table.relation not in door.window.tables:
            continue
        view = Row(table.relation.name)
        meant = names_purpose(door.window.purpose, view, column)
        query = sql.SQL("select count(*), count(*) filter (where not {}) from {}").format(
            meant, sql.Identifier(door.schema, table.relation.name)
        )
        with as_window(look, door.role):
            row = look.connection.execute(query).fetchone()
        seen += row[0] if row else 0
        wrong += [f"{door.window.purpose} ({row[1]})"] if row and row[1] else []
    says = (
        f"shown although given for something else: {', '.join(wrong)}"
        if wrong
        else f"the windows show {seen} rows of {table.relation}, each for what it was given for"
    )
    how = f"each window's role: count(*) of {table.relation.name}, by {table.only_for}"
    yield Evidence(kept=not wrong, says=says, how=how, count=seen)
