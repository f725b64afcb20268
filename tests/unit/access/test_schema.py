"""The shipped JSON Schemas of the copies are those of the models."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import troth
from troth.access.schema import access_schema, port_schema

SHIPPED = Path(troth.__file__).parent / "schemas"
SCHEMAS: dict[str, Callable[[], dict[str, Any]]] = {"access": access_schema, "port": port_schema}


@pytest.mark.parametrize("kind", SCHEMAS)
def test_the_shipped_schema_is_that_of_the_model(kind: str) -> None:
    shipped = json.loads((SHIPPED / f"{kind}.json").read_text("utf-8"))
    assert shipped == SCHEMAS[kind](), "make the file again: `troth schema` prints it"
    Draft202012Validator.check_schema(shipped)


def test_what_is_no_copy_is_refused() -> None:
    assert not Draft202012Validator(access_schema()).is_valid({"of": "access", "version": 1})
    assert not Draft202012Validator(port_schema()).is_valid({"of": "access"})
