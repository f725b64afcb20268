"""Every link inside the documentation leads somewhere, and the index leads to every page."""

from pathlib import Path

import pytest

from docs.pages import ROOT, anchors, links, pages

INDEX = ROOT / "docs" / "index.md"


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    for line, target in links(page):
        if target.startswith(("https://", "mailto:")):
            continue
        place, _, anchor = target.partition("#")
        there = (page.parent / place).resolve() if place else page
        assert there.exists(), f"{page.relative_to(ROOT)}:{line}: there is no {target}"
        assert there.is_relative_to(ROOT), f"{page.relative_to(ROOT)}:{line}: {target} leads out of the project"
        if anchor:
            assert anchor in anchors(there), f"{page.relative_to(ROOT)}:{line}: no heading {target}"


def test_the_index_leads_to_every_page() -> None:
    reached = {(INDEX.parent / target.partition("#")[0]).resolve() for _, target in links(INDEX) if "://" not in target}
    findings = ROOT / "docs" / "reference" / "findings"
    missing = {page for page in pages() if page.is_relative_to(ROOT / "docs")} - reached - {INDEX}
    assert not {str(page.relative_to(ROOT)) for page in missing if page.parent != findings}


def test_the_list_of_findings_leads_to_every_finding() -> None:
    listed = ROOT / "docs" / "reference" / "findings.md"
    reached = {(listed.parent / target).resolve() for _, target in links(listed)}
    assert set((ROOT / "docs" / "reference" / "findings").glob("TR*.md")) <= reached
