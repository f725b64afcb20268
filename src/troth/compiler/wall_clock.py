"""Times as the clocks of the policy's zone show them, whatever zone the server, a session or a machine is set to."""

from __future__ import annotations

from psycopg import sql

from troth.compiler.rows import Row
from troth.mapped.model import MappedTable


def local(time: sql.Composable, base_type: str, zone: str) -> sql.Composable:
    """A date or time of this type as a timestamp of the zone. Only an instant has to be read; the others are local."""
    if base_type == "timestamp with time zone":
        return sql.SQL("pg_catalog.timezone({}, {})").format(sql.Literal(zone), time)
    return sql.SQL("{}::timestamp").format(time)


def day_of(table: MappedTable, row: Row, column: str, zone: str) -> sql.Composable:
    """The day of a date or time by the clocks of the policy's zone: no session that sets its own moves it."""
    found = table.table.column(column)
    time = row.column(column)
    return sql.SQL("{}::date").format(local(time, found.base_type, zone) if found else time)


def now(zone: str) -> sql.Composable:
    """The server's time, not that of standing, as a timestamp of the zone."""
    return local(sql.SQL("pg_catalog.now()"), "timestamp with time zone", zone)
