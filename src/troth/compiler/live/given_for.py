"""For what a row was given: the purposes that it names itself, and whether it came before a purpose did. As SQL.

Data about third persons serves the reason for which it was given (`only_for`), and a purpose that came later sees
earlier rows only as its `new` allows.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from psycopg import sql

from troth.compiler.live.grounds_and_locks import told_of
from troth.compiler.rows import FALSE, Row, either
from troth.mapped.model import MappedTable, Owner
from troth.policy.model import Basis
from troth.postgres.catalogue import Column

if TYPE_CHECKING:
    from troth.compiler.live.live import Live


def given_for(live: Live, name: str, row: Row, table: MappedTable, owner: Owner) -> Iterator[sql.Composable]:
    """What a row must say of itself for a purpose to be live for it."""
    if table.only_for:
        yield names_purpose(name, row, table.columns[table.only_for].column)
    new = live.policy.purposes[name].new
    if new and table.collected:
        since = collected_since(row, table.columns[table.collected].column, new.since, live.policy.time_zone)
        yield either([since, of_earlier(live, name, row, owner)])


def names_purpose(name: str, row: Row, column: Column) -> sql.Composable:
    """The column names the purpose: alone, or among others."""
    among = "{} = any ({})" if column.type_category == "A" else "{} = {}"
    return sql.SQL("({}) is true").format(sql.SQL(among).format(sql.Literal(name), row.column(column.name)))


def collected_since(row: Row, column: Column, day: date, time_zone: str) -> sql.Composable:
    """The row was collected on the day or later, in the policy's time zone. An unknown time is an earlier one."""
    start: sql.Composable = sql.Literal(day.isoformat())
    if column.base_type == "timestamp with time zone":
        start = sql.SQL("timezone({}, {}::timestamp)").format(sql.Literal(time_zone), start)
    else:
        start = sql.SQL("{}::date").format(start)
    return sql.SQL("({} >= {}) is true").format(row.column(column.name), start)


def of_earlier(live: Live, name: str, row: Row, owner: Owner) -> sql.Composable:
    """Whether the purpose may see what was collected before it came."""
    purpose = live.policy.purposes[name]
    if purpose.new is None or purpose.new.for_earlier == "never":
        return FALSE
    if purpose.new.for_earlier == "notified":
        return told_of(live, name, row, owner, purpose.new.version)
    if purpose.basis is Basis.CONSENT or any(need.kind == "consent" for need in purpose.needs):
        return live.consented(row, owner, name)
    return told_of(live, name, row, owner, None)
