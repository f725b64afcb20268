"""The JSON Schema of `policy.yaml`, by which editors complete it; made from the model, so that they cannot differ.

A number or a period may be written as the `{name}` of a value under `decide`, which the model sees filled in already.
"""

from __future__ import annotations

from typing import Any

from troth.documents.schema import schema_of
from troth.policy.model import Policy

NAME = r"\{[a-z][a-z0-9_]{0,40}\}"
_PERIOD = "(day|week|month|year)s?"


def policy_schema() -> dict[str, Any]:
    """The schema as plain data, of JSON Schema draft 2020-12."""
    schema = schema_of(Policy, title="Troth policy (policy.yaml)")
    _let_names_stand(schema)
    return schema


def _let_names_stand(part: Any) -> None:
    for inner in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        _let_names_stand(inner)
    if not isinstance(part, dict):
        return
    if part.get("type") == "integer":
        part |= {"type": ["integer", "string"], "pattern": f"^{NAME}$"}
    elif part.get("type") == "string" and _PERIOD in part.get("pattern", ""):
        part["pattern"] += f"|{NAME}"
