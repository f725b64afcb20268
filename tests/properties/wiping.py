"""What erasing makes of a single cell, and whether it was made so already.

Part of the reference evaluator: it follows docs/explanation/meaning.md ("What stays") and shares no code with Troth.
"""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from properties.periods import local_time
from properties.reading import DataMap, Row


def method(data_map: DataMap, table: str, column: str) -> Any:
    """How a column is erased, as the data map says it."""
    entry = (data_map.mapped[table].get("columns") or {}).get(column, {})
    return "null" if isinstance(entry, str) else entry.get("erase") or "null"


def can_be_wiped(data_map: DataMap, table: str, column: str) -> bool:
    """Whether a cell of this column can be erased while its row stays."""
    if column in data_map.primary_key(table):
        return False
    return bool(data_map.schema[table]["columns"][column]["nullable"]) or method(data_map, table, column) != "null"


def wiped(data_map: DataMap, table: str, column: str, row: Row, zone: ZoneInfo) -> Any:
    """What an erased cell becomes. Times are cut as clocks on the wall of that zone show them."""
    how, value = method(data_map, table, column), row[column]
    if how == "null":
        return None
    if how == "unique":
        return _unique(data_map, table, column, row)
    if "set" in how:
        return how["set"]
    if "keep_first" in how:
        return value if value is None else value[: how["keep_first"]]
    return value if value is None else _cut(value, how["to"], zone)


def seen_at(level: str, value: Any, zone: ZoneInfo) -> Any:
    """What is seen of a value at a level of precision."""
    if value is None:
        return None
    return value[:3] if level == "prefix" else _cut(value, level, zone)


def is_wiped(data_map: DataMap, table: str, column: str, row: Row, zone: ZoneInfo) -> bool:
    """Whether a cell says nothing any more."""
    return row[column] is None or bool(row[column] == wiped(data_map, table, column, row, zone))


def is_plain_row(data_map: DataMap, table: str, row: Row, zone: ZoneInfo) -> bool:
    """Whether a row leads to nobody, and nothing is left in it but cells that are plain then."""
    plain = data_map.plain_once_unlinked(table)
    others = [column for column in data_map.personal_columns(table) if column not in plain]
    return (
        bool(plain)
        and not data_map.is_linked(table, row)
        and all(is_wiped(data_map, table, column, row, zone) for column in others)
    )


def _cut(value: Any, unit: str, zone: ZoneInfo) -> Any:
    parts = {"year": {"month": 1, "day": 1}, "month": {"day": 1}, "day": {}}[unit]
    if not isinstance(value, datetime):
        return value.replace(**parts)
    cut = local_time(value, zone).replace(**parts, hour=0, minute=0, second=0, microsecond=0)
    return cut if value.tzinfo is None else cut.replace(tzinfo=zone)


def _unique(data_map: DataMap, table: str, column: str, row: Row) -> Any:
    schema, _, name = table.rpartition(".")
    key = [str(part) if isinstance(part, UUID) else part for part in data_map.key_of(table, row)]
    text = json.dumps([f"{schema or 'public'}.{name}.{column}", *key], ensure_ascii=False)
    digest = hashlib.sha256(text.encode()).hexdigest()
    if data_map.schema[table]["columns"][column]["type"] == "text":
        return "erased-" + digest[:24]
    return -1 - int(digest[:15], 16)
