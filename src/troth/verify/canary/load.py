"""From `canary.yaml` to its people and scenes as values, or to everything that is wrong with its form."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from troth.documents import Document, read_document
from troth.documents.schema import schema_of
from troth.documents.shape import Shape, fit
from troth.verify.canary.model import CanaryFile

CANARY_FILE = "canary.yaml"

_SHAPE = Shape(
    model=CanaryFile,
    patterns={
        r"^[a-z][a-z0-9_]{0,40}$": "write small letters, digits and _, a letter first, at most 41 of them",
        r"^[A-Za-z][A-Za-z0-9_ '-]*$": "write letters, digits and spaces, a letter first: `an open dispute`",
    },
    examples={
        "people": "people: {member: {steps: [{for: registration, run: ...}]}}",
        "steps": 'steps: [{for: registration, run: "insert into member ... returning member_id as member"}]',
        "says": 'says: "what it shows"',
    },
)


def read_canary(folder: Path) -> CanaryFile | None:
    """The canary of a policy's folder, or None where there is none. Raises Refused."""
    path = folder / CANARY_FILE
    return canary_of(read_document(path)) if path.exists() else None


def canary_of(document: Document) -> CanaryFile:
    """The canary in a document that has been read. Raises Refused."""
    return fit(document, CanaryFile, _SHAPE)


def canary_schema() -> dict[str, Any]:
    """The JSON Schema of `canary.yaml`."""
    return schema_of(CanaryFile, title="Troth canary (canary.yaml)")
