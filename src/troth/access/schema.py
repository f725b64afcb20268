"""The JSON Schemas of the two copies, for whoever reads them; made from the models, so that they cannot differ."""

from __future__ import annotations

from typing import Any

from troth.access.copy import AccessCopy, PortCopy
from troth.documents.schema import schema_of


def access_schema() -> dict[str, Any]:
    """The schema of an access copy as plain data, of JSON Schema draft 2020-12."""
    return schema_of(AccessCopy, title="Troth access copy")


def port_schema() -> dict[str, Any]:
    """The schema of a portable copy."""
    return schema_of(PortCopy, title="Troth portable copy")
