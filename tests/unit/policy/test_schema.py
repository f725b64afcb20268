"""The JSON Schemas that editors use say the same as the models: what they accept loads, what loads they accept."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import troth
from troth.documents import read_document
from troth.policy import policy_schema
from troth.tables import tables_schema
from troth.verify.canary.load import canary_schema

SHIPPED = Path(troth.__file__).parent / "schemas"
SOUND = Path(__file__).parents[1] / "checks"
SCHEMAS: dict[str, Callable[[], dict[str, Any]]] = {"policy": policy_schema, "tables": tables_schema}


def accepted(kind: str, value: object) -> bool:
    return Draft202012Validator((SCHEMAS | {"canary": canary_schema})[kind]()).is_valid(value)


@pytest.mark.parametrize("kind", SCHEMAS)
def test_the_shipped_schema_is_that_of_the_model(kind: str) -> None:
    shipped = json.loads((SHIPPED / f"{kind}.json").read_text("utf-8"))
    assert shipped == SCHEMAS[kind](), "make the file again: `troth schema` prints it"
    Draft202012Validator.check_schema(shipped)
    assert shipped["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert all("description" in part for part in shipped["$defs"].values())


@pytest.mark.parametrize("kind", SCHEMAS)
def test_sound_files_are_accepted(kind: str) -> None:
    assert accepted(kind, read_document(SOUND / f"{kind}.yaml").value)


EXAMPLES = sorted((Path(__file__).parents[3] / "examples").glob("*/privacy/*.yaml"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_examples_are_accepted(path: Path) -> None:
    assert accepted(path.stem, read_document(path).value)


def changed(kind: str, keys: tuple[str | int, ...], value: object) -> Any:
    document = copy.deepcopy(read_document(SOUND / f"{kind}.yaml").value)
    inner = document
    for key in keys[:-1]:
        inner = inner[key]
    inner[keys[-1]] = value
    return document


@pytest.mark.parametrize(
    ("kind", "keys", "value"),
    [
        ("policy", ("recipients", "carrier", "receives"), "aggregates"),
        ("policy", ("recipients", "carrier", "safeguard"), {"kind": "certification", "expires": "2030-01-01"}),
        ("policy", ("categories", "address"), {"says": "x", "criminal": True}),
        ("policy", ("purposes", "account", "keep"), "nothing"),
        ("tables", ("tables", "colour"), "plain"),
        ("tables", ("tables", "sale", "columns", "total", "of"), "buyer"),
        ("tables", ("tables", "buyer", "columns", "email", "erase"), {"set": 5}),
        ("tables", ("events", "last seen"), {"at": "buyer.last_seen_at", "of": "buyer"}),
    ],
)
def test_short_and_long_forms_are_accepted(kind: str, keys: tuple[str | int, ...], value: object) -> None:
    assert accepted(kind, changed(kind, keys, value))


@pytest.mark.parametrize(
    ("kind", "keys", "value"),
    [
        ("policy", ("purpose",), {}),
        ("policy", ("version",), "3"),
        ("policy", ("purposes", "account", "basis"), "legitimate"),
        ("policy", ("purposes", "Account"), {"says": "x", "basis": "consent", "uses": ["a"]}),
        ("policy", ("purposes", "account", "uses"), "contact.email"),
        ("policy", ("purposes", "account", "kepp"), "nothing"),
        ("policy", ("purposes", "account", "keep"), "30 dayz after x"),
        ("policy", ("recipients", "carrier", "receives"), "aggregate"),
        ("policy", ("recipients", "carrier", "safeguard"), "scc"),
        ("policy", ("recipients", "carrier", "country"), "Germany"),
        ("policy", ("categories", "address"), 5),
        ("policy", ("promises", 2, "attested_by", "every"), "6 moons"),
        ("policy", ("subjects",), {}),
        ("policy", ("purposes", "account", "uses"), []),
        ("policy", ("recipients", "carrier", "receives"), []),
        ("tables", ("tables", "colour"), "plane"),
        ("tables", ("tables", "sale", "owner"), {}),
        ("tables", ("tables", "sale", "owners", "buyer"), {}),
        ("tables", ("tables", "buyer", "columns", "email", "erase"), "gone"),
        ("tables", ("tables", "buyer", "columns", "email", "erase"), {"to": "year", "keep_first": 2}),
        ("tables", ("events", "last seen"), {"of": "buyer"}),
        ("tables", ("aggregates", "sales_by_kind", "by"), []),
    ],
)
def test_mistakes_are_not(kind: str, keys: tuple[str | int, ...], value: object) -> None:
    assert not accepted(kind, changed(kind, keys, value))
