"""A model's JSON Schema as an editor wants it: by the names that are written, with what each part means."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

DRAFT = "https://json-schema.org/draft/2020-12/schema"


def schema_of(model: type[BaseModel], *, title: str) -> dict[str, Any]:
    """The schema of a model, short forms included."""
    made = model.model_json_schema(by_alias=True, mode="validation")
    _close(made)
    return {"$schema": DRAFT, "title": title} | {key: value for key, value in made.items() if key != "title"}


def _close(schema: dict[str, Any]) -> None:
    """A key that fits none of the patterns of a mapping's names is not one of its keys."""
    open_parts: list[Any] = [schema]
    while open_parts:
        part = open_parts.pop()
        if isinstance(part, dict):
            if "patternProperties" in part:
                part.setdefault("additionalProperties", False)
            open_parts.extend(part.values())
        elif isinstance(part, list):
            open_parts.extend(part)
