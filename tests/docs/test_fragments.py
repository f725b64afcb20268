"""Every piece of YAML in the documentation is one that one of the three files accepts, or says that it is not."""

from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from docs.pages import ROOT, Block, blocks, pages
from troth.documents import parse_document
from troth.policy import policy_schema
from troth.tables import tables_schema
from troth.verify.canary.load import canary_schema

YAML = [block for page in pages() for block in blocks(page) if block.language == "yaml" and not block.skipped]


def optional(schema: Any) -> Any:
    """The schema with nothing required: a piece of a document need not be the whole."""
    if isinstance(schema, dict):
        # A part may itself be called `required`; only the list of names is the key word.
        return {k: optional(v) for k, v in schema.items() if not (k == "required" and isinstance(v, list))}
    return [optional(item) for item in schema] if isinstance(schema, list) else schema


def shapes() -> Iterator[dict[str, Any]]:
    """What a piece can be: a document, one of its parts, some of them by name, a list of them."""
    for schema in map(optional, (policy_schema(), tables_schema(), canary_schema())):
        parts = schema["$defs"]
        mappings = (value for part in (schema, *parts.values()) for value in part.get("properties", {}).values())
        named = [value for value in mappings if value.get("type") == "object" and "$ref" in str(value)]
        for part in parts:
            ref = {"$ref": f"#/$defs/{part}"}
            named += [ref, {"type": "array", "items": ref}]
        yield schema
        yield from ({"$defs": parts} | shape for shape in named)


ACCEPTS = [Draft202012Validator(shape) for shape in shapes()]


@pytest.mark.parametrize("block", YAML, ids=str)
def test_a_piece_of_yaml_is_accepted(block: Block) -> None:
    document = parse_document(block.text.encode(), str(block))
    assert any(shape.is_valid(document.value) for shape in ACCEPTS), f"{block} is no part of any of the files"


@pytest.mark.parametrize("text", ["uses: 3", "purposes: {p: {basis: wish}}", "tables: {t: {colums: {}}}", "- {ID: x}"])
def test_a_wrong_piece_is_not(text: str) -> None:
    value = parse_document(text.encode(), "piece").value
    assert not any(shape.is_valid(value) for shape in ACCEPTS)


def test_there_are_pieces() -> None:
    assert {block.page.parent.name for block in YAML} >= {ROOT.name, "tutorial", "findings"}
