"""The JSON Schema of `tables.yaml`, by which editors complete it; made from the model, so that they cannot differ."""

from __future__ import annotations

from typing import Any

from troth.documents.schema import schema_of
from troth.tables.model import DataMap


def tables_schema() -> dict[str, Any]:
    """The schema as plain data, of JSON Schema draft 2020-12."""
    return schema_of(DataMap, title="Troth data map (tables.yaml)")
