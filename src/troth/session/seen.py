"""What a window shows, as PostgreSQL itself says it: table by table, what may be read, added, changed and removed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class TableSeen:
    """What a window may do with one table: the columns it reads, adds and changes, and whether it removes rows."""

    reads: tuple[str, ...]
    adds: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    removes: bool = False


Seen = Mapping[str, TableSeen]
"""Table name -> what the window may do with it."""


def seen_in(rows: Iterable[tuple[Any, ...]]) -> Seen:
    """From the rows of the statement `session window`, one for each column, in order."""
    tables: dict[str, list[tuple[Any, ...]]] = {}
    for row in rows:
        tables.setdefault(row[0], []).append(row)
    return {
        table: TableSeen(
            reads=tuple(row[1] for row in columns if row[2]),
            adds=tuple(row[1] for row in columns if row[3]),
            changes=tuple(row[1] for row in columns if row[4]),
            removes=any(row[5] for row in columns),
        )
        for table, columns in tables.items()
    }
