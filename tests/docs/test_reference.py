"""The pages that are made from the code are as it would make them now, and every key of both files is explained."""

import runpy
from pathlib import Path
from typing import Any

import pytest

from docs.pages import ROOT

TOOL: dict[str, Any] = runpy.run_path(str(ROOT / "tools" / "make_reference.py"))
MADE: dict[Path, str] = TOOL["reference"]()


@pytest.mark.parametrize("path", MADE, ids=lambda path: path.name)
def test_a_page_is_up_to_date(path: Path) -> None:
    assert path.read_text("utf-8") == MADE[path], "run tools/make_reference.py"


@pytest.mark.parametrize("file", ["policy.md", "tables.md"])
def test_every_key_is_explained(file: str) -> None:
    rows = [line for line in MADE[ROOT / "docs" / "reference" / file].splitlines() if line.startswith("| `")]
    assert len(rows) > 20
    assert not [row for row in rows if row.endswith("|  |")]


def test_every_verb_says_what_it_does() -> None:
    page = MADE[ROOT / "docs" / "reference" / "command.md"]
    parts = [part for part in page.split("\n## ")[1:] if part.startswith("troth ")]
    assert {part.split("\n")[0] for part in parts} >= {"troth check", "troth plan", "troth apply"}
    for part in parts:
        name, _, said, *_ = part.split("\n")
        assert said.endswith("."), f"{name} says `{said}`"
