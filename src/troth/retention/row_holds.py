"""Which tables have single rows that somebody holds: hardly ever any, so that asking first saves asking everywhere."""

from __future__ import annotations

from typing import Any

import psycopg

from troth.postgres.catalogue import Relation
from troth.postgres.later import Later
from troth.postgres.statements import statement
from troth.tables.model import parse_table


def row_holds(connection: psycopg.Connection[Any]) -> frozenset[Relation]:
    """The tables with holds on single rows."""
    return ask_row_holds(connection)()


def ask_row_holds(connection: psycopg.Connection[Any]) -> Later[frozenset[Relation]]:
    """As row_holds(), to be read later."""
    asked = connection.execute(statement("retention row holds"))
    return lambda: frozenset(Relation(*parse_table(name)) for (name,) in asked.fetchall())
