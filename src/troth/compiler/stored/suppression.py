"""Where suppressed values lie: keyed hashes, and the key, which only the roles behind windows read."""

from __future__ import annotations

from collections.abc import Iterator

from troth.compiler.names import STANDING_SCHEMA
from troth.postgres.catalogue import Relation
from troth.postgres.objects import StoredColumn, StoredTable

SUPPRESSED, KEY = Relation(STANDING_SCHEMA, "suppressed"), Relation(STANDING_SCHEMA, "suppression_key")

DESK_MAY: dict[str, tuple[str, ...]] = {SUPPRESSED.name: ("SELECT", "INSERT"), KEY.name: ()}
"""What the desk may do with each table: it adds values by a view that hashes them, and never has the key."""


def suppression_tables(keeper: str) -> Iterator[StoredTable]:
    """The hashes, each once for its category, and the one key, padded as HMAC-SHA-256 wants it."""
    yield StoredTable(
        relation=SUPPRESSED,
        owner=keeper,
        columns=(
            StoredColumn(name="category", type="text"),
            StoredColumn(name="hash", type="bytea"),
            StoredColumn(name="cause", type="text"),
            StoredColumn(name="at", type="timestamp with time zone", default="clock_timestamp()"),
        ),
        primary_key=("category", "hash"),
    )
    yield StoredTable(
        relation=KEY,
        owner=keeper,
        columns=(
            StoredColumn(name="id", type="integer"),
            StoredColumn(name="inner_pad", type="bytea"),
            StoredColumn(name="outer_pad", type="bytea"),
        ),
        primary_key=("id",),
    )
