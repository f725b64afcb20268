"""Where it is kept that sweeps have run: when, how far, and what they took."""

from __future__ import annotations

from collections.abc import Iterator

from troth.compiler.names import STANDING_SCHEMA
from troth.compiler.stored.printed import NOW
from troth.postgres.catalogue import Relation
from troth.postgres.objects import StoredColumn, StoredTable

DESK_MAY = {"sweep": ("SELECT",)}
"""What the desk may do with it: sweeps are run by the tables' owner."""


def retention_tables(keeper: str) -> Iterator[StoredTable]:
    """One row for each sweep. It is finished when it has been through all lists, and what it left is counted."""
    time, number, text = "timestamp with time zone", "bigint", "text"
    yield StoredTable(
        relation=Relation(STANDING_SCHEMA, "sweep"),
        owner=keeper,
        columns=(
            StoredColumn(name="id", type=number, identity=True),
            StoredColumn(name="actor", type=text),
            StoredColumn(name="started_at", type=time, default=NOW),
            StoredColumn(name="finished_at", type=time, nullable=True),
            StoredColumn(name="deleted", type=number, default="0"),
            StoredColumn(name="erased", type=number, default="0"),
            StoredColumn(name="left_over", type=number, default="0"),
        ),
        primary_key=("id",),
    )
