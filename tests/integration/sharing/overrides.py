"""The exceptions that were made for a recipient, as they were counted."""

from __future__ import annotations

from typing import Any

from psycopg.rows import namedtuple_row

from integration.company import Shop


def exceptions_made(shop: Shop, recipient: str) -> list[Any]:
    """Those to what a recipient needs, the oldest first."""
    with shop.owner.cursor(row_factory=namedtuple_row) as cursor:
        return cursor.execute("select * from troth.exception where recipient = %s order by id", [recipient]).fetchall()
