"""One rule about what may be written, with the name that PostgreSQL gives when it is broken."""

from __future__ import annotations

from dataclasses import dataclass

from psycopg import sql


@dataclass(frozen=True)
class WriteRule:
    """`name` is unique within a table; `check` is true where the rule is kept."""

    name: str
    check: sql.Composable
