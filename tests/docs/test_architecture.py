"""ARCHITECTURE says what is so: the layers of the contract, every room of the tree, a reason for every dependency."""

import re
import tomllib
from typing import Any

import pytest

from docs.pages import ROOT, blocks

PAGE = ROOT / "ARCHITECTURE.md"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
CONTRACTS = [each for each in PROJECT["tool"]["importlinter"]["contracts"] if each["type"] == "layers"]


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda contract: contract["name"])
def test_the_layers_are_those_of_the_contract(contract: dict[str, Any]) -> None:
    top = f"{contract['layers'][0]}\n"
    shown = next(block.text for block in blocks(PAGE) if block.text.startswith(top))
    assert shown.splitlines() == contract["layers"]


def test_every_room_is_named() -> None:
    root = ROOT / "src" / "troth"
    rooms = [path.parent.relative_to(root) for path in root.glob("*/**/__init__.py")]
    assert rooms
    named = {room: room.name if room.parts[0] == "compiler" else room.as_posix() for room in rooms}
    assert not {room for room, name in named.items() if f"`{name}/`" not in PAGE.read_text("utf-8")}


def test_every_dependency_has_its_reason() -> None:
    project = PROJECT["project"]
    extras = [project["optional-dependencies"][name] for name in ("embedded", "demo")]
    wanted = [*project["dependencies"], *(each for extra in extras for each in extra)]
    rows = [line.lower() for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| ")]
    for requirement in wanted:
        name = re.split(r"[\[><=,]", requirement)[0]
        assert any(name in row.split("|")[1] for row in rows), f"why {name}?"
