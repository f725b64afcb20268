"""Many statements sent to the server together: a large policy has thousands, and each way there and back costs."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Any

import psycopg
from psycopg import sql

AT_ONCE = 50


def run_all(connection: psycopg.Connection[Any], commands: Iterable[sql.Composed | sql.SQL]) -> None:
    """Run statements that answer nothing, in their order, inside the transaction at hand. Raises as each would."""
    waiting = iter(commands)
    while together := list(islice(waiting, AT_ONCE)):
        connection.execute(sql.SQL("; ").join(together), prepare=False)
