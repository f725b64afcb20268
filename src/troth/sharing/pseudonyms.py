"""Keys that leave as pseudonyms: for one recipient the same wherever a key stands, for another recipient another.

A keyed digest (HMAC-SHA-256); its key lies in Troth's tables. Who loses the key can no longer tell who is meant.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from troth.compiler.windows import TableWindow
from troth.mapped.model import Mapped
from troth.postgres.catalogue import Relation
from troth.postgres.statements import statement
from troth.sharing.reading import Reader

LENGTH = 32
"""Characters of a pseudonym: 128 bits of the digest."""


@dataclass(frozen=True)
class Pseudonyms:
    """The pseudonyms of one recipient."""

    secret: bytes
    mapped: Mapped

    @classmethod
    def of(cls, reader: Reader) -> Pseudonyms:
        """Those of the reader's recipient; their secret is made at the first use."""
        row = reader.connection.execute(statement("sharing secret"), {"recipient": reader.recipient}).fetchone()
        assert row is not None
        return cls(bytes(row[0]), reader.compiled.mapped)

    def columns(self, table: TableWindow) -> Mapping[str, tuple[Relation, str]]:
        """The shown columns that are keys or links, each with the column that its value is a key of in the end."""
        personal = set(table.personal)
        return {name: self._end(table.relation, name) for name in table.shown if name not in personal}

    def _end(self, relation: Relation, column: str) -> tuple[Relation, str]:
        """Where the foreign keys that start at a column lead: a key has one pseudonym in all tables."""
        seen = {(relation, column)}
        while True:
            ahead = next(
                (
                    (hop.target, hop.target_columns[hop.columns.index(column)])
                    for hop in self.mapped.hops.get(relation, ())
                    if column in hop.columns
                ),
                None,
            )
            if ahead is None or ahead in seen:
                return relation, column
            seen.add(ahead)
            relation, column = ahead

    def of_value(self, end: tuple[Relation, str], value: Any) -> str | None:
        """The pseudonym of one value of a key; nobody stays nobody."""
        if value is None:
            return None
        (schema, table), column = end
        message = json.dumps([schema, table, column, str(value)]).encode()
        return hmac.digest(self.secret, message, hashlib.sha256).hex()[:LENGTH]
