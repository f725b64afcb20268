"""Each page that shows commands or code is worked through on a real PostgreSQL; what is not run says why."""

from pathlib import Path

import pytest

from docs.pages import ROOT, blocks, follows, pages
from docs.playing import PLAYED, Player, compare


def is_played(page: Path) -> bool:
    """README has a test of its own. A finding's page has no database to mend: its commands are for the reader's."""
    if page == ROOT / "README.md" or page.parent.name == "findings":
        return False
    return any(block.language in PLAYED and not block.skipped for block in blocks(page))


EXECUTED = [page for page in pages() if is_played(page)]
CASES = [pytest.param(page, marks=[pytest.mark.slow] if follows(page) else []) for page in EXECUTED]
"""A page that follows another takes longer."""

LANGUAGES = {"", "text", "yaml", "sql", "sh", "python", "console", "ini", "toml", "diff", "json", "mermaid"}


@pytest.mark.parametrize("page", CASES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_page_does_what_it_says(reader: Player, page: Path) -> None:
    assert reader.play(page)


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_every_block_is_of_a_kind_that_is_known(page: Path) -> None:
    for block in blocks(page):
        assert block.language in LANGUAGES, f"{block}: `{block.language}`"
        assert block.language != "sh" or page.parent.name == "findings", f"{block}: `console` blocks are run"
        assert block.skipped or "not run" not in block.about, f"{block}: say why: `not run: <reason>`"


def test_what_is_shown_is_compared() -> None:
    block = next(b for page in EXECUTED for b in blocks(page))
    compare(block, "one\n...\nt...e\n", "one\ntwo\nthree\n")
    with pytest.raises(AssertionError):
        compare(block, "one\n...\nfour\n", "one\ntwo\nthree\n")
