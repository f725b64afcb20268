"""Where the database keeps which deeds of the journal it holds: a restored backup lacks some of them, and says so."""

from __future__ import annotations

from collections.abc import Iterator

from troth.compiler.names import STANDING_SCHEMA
from troth.postgres.catalogue import Relation
from troth.postgres.objects import StoredColumn, StoredTable

DESK_MAY = {"journal_mark": ("SELECT", "INSERT", "DELETE")}
"""What the desk may do with it: each deed adds its mark, and marks that follow one another become one."""


def journal_tables(keeper: str) -> Iterator[StoredTable]:
    """One row is a deed, or several in a row, under the name `of` that the database has for itself in journals.

    `after` is the deed that was confirmed last when this one was written.
    """
    yield StoredTable(
        relation=Relation(STANDING_SCHEMA, "journal_mark"),
        owner=keeper,
        columns=(
            StoredColumn(name="of", type="text"),
            StoredColumn(name="first", type="bigint"),
            StoredColumn(name="last", type="bigint"),
            StoredColumn(name="after", type="bigint"),
        ),
        primary_key=("of", "first"),
    )
