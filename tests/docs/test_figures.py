"""Figures come into a page by command, between two marks, and what else stands there is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from bench.lifecycle.sweep import CASES
from bench.pages import put

PAGES = Path(__file__).parents[2] / "docs" / "explanation"
PAGE = """Before.

<!-- figures: a -->

old

<!-- end of figures -->

Between.

<!-- figures: b -->
<!-- end of figures -->
"""


def test_only_what_stands_between_the_marks_is_new(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(PAGE)
    put(page, "a", ["| new |"])
    assert page.read_text() == PAGE.replace("old", "| new |")
    put(page, "b", ["| further |"])
    put(page, "a", ["old"])
    assert page.read_text().startswith(PAGE[: PAGE.index("<!-- figures: b -->")])
    assert page.read_text().endswith("<!-- figures: b -->\n\n| further |\n\n<!-- end of figures -->\n")


def test_a_page_without_the_marks_is_not_written(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("Nothing.")
    with pytest.raises(ValueError, match="figures: a"):
        put(page, "a", ["| new |"])
    assert page.read_text() == "Nothing."


@pytest.mark.parametrize(
    ("page", "name"),
    [
        ("gdprbench", "gdprbench"),
        *(("performance", name) for name in ("windows", "shapes", "needs", "peers", "growth", "scale")),
        *(("performance", case.name) for case in CASES),
    ],
)
def test_the_pages_of_the_benchmarks_have_their_marks(page: str, name: str, tmp_path: Path) -> None:
    copy = tmp_path / "page.md"
    copy.write_text((PAGES / f"{page}.md").read_text())
    put(copy, name, ["| new |"])
    assert "| new |" in copy.read_text()
