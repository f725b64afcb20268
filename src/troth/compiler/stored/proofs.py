"""Where people's confirmations of promises lie: who confirmed what, in which role, with which evidence, until when."""

from __future__ import annotations

from collections.abc import Iterator

from troth.compiler.names import STANDING_SCHEMA
from troth.postgres.catalogue import Relation
from troth.postgres.objects import StoredColumn, StoredTable

DESK_MAY = {"attestation": ("SELECT", "INSERT")}
"""What the desk may do with each table: what was confirmed can only be added to."""


def proof_tables(keeper: str) -> Iterator[StoredTable]:
    """The table of attestations. `digest` is that of the file that was shown, if one was."""
    yield StoredTable(
        relation=Relation(STANDING_SCHEMA, "attestation"),
        owner=keeper,
        columns=(
            StoredColumn(name="id", type="bigint", identity=True),
            StoredColumn(name="promise", type="text"),
            StoredColumn(name="role", type="text"),
            StoredColumn(name="evidence", type="text"),
            StoredColumn(name="digest", type="text", nullable=True),
            StoredColumn(name="until", type="date"),
            StoredColumn(name="policy_version", type="integer"),
            StoredColumn(name="actor", type="text"),
            StoredColumn(name="login", type="text", default="SESSION_USER"),
            StoredColumn(name="at", type="timestamp with time zone", default="clock_timestamp()"),
        ),
        primary_key=("id",),
        indexes=(("promise", "id"),),
    )
