"""Where the secrets of windows lie that show pseudonyms. Only the roles behind these windows read them."""

from __future__ import annotations

from collections.abc import Iterator

from troth.compiler.names import STANDING_SCHEMA
from troth.postgres.catalogue import Relation
from troth.postgres.objects import StoredColumn, StoredTable

KEY = Relation(STANDING_SCHEMA, "pseudonym_key")
"""The secret of each window, padded as HMAC-SHA-256 wants it. The roles behind these windows read it."""

DESK_MAY: dict[str, tuple[str, ...]] = {KEY.name: ()}
"""What the desk may do with the secrets."""


def pseudonym_tables(keeper: str) -> Iterator[StoredTable]:
    """The secrets, one for each window that shows pseudonyms."""
    yield StoredTable(
        relation=KEY,
        owner=keeper,
        columns=(
            StoredColumn(name="name", type="text"),
            StoredColumn(name="inner_pad", type="bytea"),
            StoredColumn(name="outer_pad", type="bytea"),
        ),
        primary_key=("name",),
    )
