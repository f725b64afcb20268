"""The best hand-written sweep of the history: old sales lose their buyers. Where all have, an index says so."""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg import sql

LET_GO = sql.SQL(
    "update sale set customer_id = null where customer_id is not null and sold_at < now() - interval '2 years'"
)


def at_once(connection: psycopg.Connection[Any]) -> int:
    """How many sales lost their buyer."""
    return connection.execute(LET_GO).rowcount


def in_batches(connection: psycopg.Connection[Any], _batch: int) -> int:
    """The same: nothing is due."""
    return at_once(connection)
