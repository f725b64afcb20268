"""Which tables have single rows that somebody holds: hardly ever any, so that asking first saves asking everywhere."""

from __future__ import annotations

from typing import Any

import psycopg

from troth.postgres.catalogue import Relation
from troth.postgres.statements import statement
from troth.tables.model import parse_table


def cases(connection: psycopg.Connection[Any]) -> frozenset[Relation]:
    """The tables with holds on single rows."""
    rows = connection.execute(statement("retention cases")).fetchall()
    return frozenset(Relation(*parse_table(name)) for (name,) in rows)
