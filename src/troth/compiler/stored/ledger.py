"""Where the ledger lies: entries as they were written, their places in the tree, what was signed, and who is meant."""

from __future__ import annotations

from collections.abc import Iterator

from troth.compiler.names import STANDING_SCHEMA
from troth.postgres.catalogue import Relation
from troth.postgres.objects import StoredColumn, StoredTable

DESK_MAY = {
    "ledger_entry": ("SELECT", "INSERT"),
    "ledger_waiting": ("SELECT", "INSERT", "DELETE"),
    "ledger_leaf": ("SELECT", "INSERT"),
    "ledger_checkpoint": ("SELECT", "INSERT"),
    "ledger_key": ("SELECT", "INSERT", "UPDATE", "DELETE"),
}
"""What the desk may do with each table: what was written or signed can only be added to."""


def ledger_tables(keeper: str) -> Iterator[StoredTable]:
    """The tables of the ledger. Entries wait in `ledger_waiting` until the sealer gives each its place."""
    number, text, raw = "bigint", "text", "bytea"
    yield _table(
        keeper,
        "ledger_entry",
        StoredColumn(name="id", type=number, identity=True),
        StoredColumn(name="entry", type=text),
    )
    yield _table(keeper, "ledger_waiting", StoredColumn(name="id", type=number))
    yield _table(
        keeper,
        "ledger_leaf",
        StoredColumn(name="place", type=number),
        StoredColumn(name="entry", type=number),
        StoredColumn(name="hash", type=raw),
        StoredColumn(name="block", type=raw, nullable=True),
    )
    yield _table(
        keeper,
        "ledger_checkpoint",
        StoredColumn(name="size", type=number),
        StoredColumn(name="root", type=raw),
        StoredColumn(name="edge", type=raw),
        StoredColumn(name="note", type=text),
        StoredColumn(name="key", type=text),
        StoredColumn(name="at", type="timestamp with time zone", default="clock_timestamp()"),
    )
    yield _table(
        keeper,
        "ledger_key",
        StoredColumn(name="kind", type=text),
        StoredColumn(name="key", type="jsonb"),
        StoredColumn(name="secret", type=raw),
        StoredColumn(name="pseudonym", type=text),
        key=2,
    )


def _table(keeper: str, name: str, *columns: StoredColumn, key: int = 1) -> StoredTable:
    primary = tuple(column.name for column in columns[:key])
    return StoredTable(relation=Relation(STANDING_SCHEMA, name), owner=keeper, columns=columns, primary_key=primary)
