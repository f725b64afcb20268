"""Every code in the source has its page, and every page speaks of a code that there is."""

import re
from pathlib import Path

import pytest

import troth

SOURCE = Path(troth.__file__).parent
PAGES = Path(__file__).parents[3] / "docs" / "reference" / "findings"
CODE = re.compile(r'"(TR\d{3})"')
OURS = ("TR0", "TR1", "TR2", "TR3", "TR4", "TR5", "TR6", "TR7", "TR8", "TR9")
"""The rooms whose codes must have pages."""


def codes() -> set[str]:
    return {code for path in SOURCE.rglob("*.py") for code in CODE.findall(path.read_text("utf-8"))}


def test_codes_and_pages_are_the_same() -> None:
    written = {path.stem for path in PAGES.glob("TR*.md")}
    assert {code for code in codes() if code.startswith(OURS)} == {code for code in written if code.startswith(OURS)}


@pytest.mark.parametrize("path", sorted(PAGES.glob("TR*.md")), ids=lambda path: path.stem)
def test_a_page_says_what_why_and_how(path: Path) -> None:
    text = path.read_text("utf-8")
    assert text.startswith(f"# {path.stem}: ")
    assert text.count("**Why it matters.** ") == text.count("**Mend it.** ") == 1
