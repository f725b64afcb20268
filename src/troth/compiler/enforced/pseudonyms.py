"""Keys that are shown as pseudonyms: within one window the same wherever a key stands, in another window another.

A keyed digest, worked out for each row that is read; it is stored nowhere. Its secret lies in a table of Troth's that
no window's login reads, and is in no view's text. Who loses the secret can no longer tell who was meant.
"""

from __future__ import annotations

import json

from psycopg import sql

from troth.compiler.rows import qualified
from troth.compiler.stored.pseudonyms import KEY
from troth.mapped.keys import Cell
from troth.postgres.catalogue import Column

LENGTH = 32
"""Characters of a pseudonym: 128 bits of the digest."""

_ALWAYS_ALIKE = (
    "smallint", "integer", "bigint", "uuid", "text", "character varying", "character", "boolean", "inet", "cidr",
)  # fmt: skip
"""Types of which values that are equal are written alike, whatever a session has set. So are enumerations."""


def has_one_spelling(column: Column) -> bool:
    """Whether a key of this column has one pseudonym, in every session and wherever it is referred to."""
    return column.type_category == "E" or column.base_type.split("(")[0] in _ALWAYS_ALIKE


def pseudonym(window: str, key: Cell, value: sql.Composable) -> sql.Composed:
    """What a window shows instead of a value of a key: HMAC-SHA-256 over the key's name and the value.

    The secret is read once for a statement. Without one, and for nobody, it is null.
    """
    outer, inner = (
        sql.SQL("(select k.{} from {} as k where k.name = {})").format(
            sql.Identifier(pad), qualified(KEY), sql.Literal(window)
        )
        for pad in ("outer_pad", "inner_pad")
    )
    (schema, table), column = key
    message = sql.SQL("pg_catalog.convert_to({} || {}::text, 'UTF8')").format(
        sql.Literal(json.dumps([schema, table, column])), value
    )
    return sql.SQL(
        "pg_catalog.left(pg_catalog.encode(pg_catalog.sha256({} || pg_catalog.sha256({} || {})), 'hex'), {})"
    ).format(outer, inner, message, sql.Literal(LENGTH))
