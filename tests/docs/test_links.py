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
    listed = [ROOT / "docs" / "reference" / name for name in ("findings", "proofs")]
    missing = {page for page in pages() if page.is_relative_to(ROOT / "docs")} - reached - {INDEX}
    assert not {str(page.relative_to(ROOT)) for page in missing if page.parent not in listed}


@pytest.mark.parametrize("name", ["findings", "proofs"])
def test_the_list_of_findings_and_of_proofs_leads_to_each(name: str) -> None:
    listed = ROOT / "docs" / "reference" / f"{name}.md"
    reached = {(listed.parent / target).resolve() for _, target in links(listed)}
    pages = set((ROOT / "docs" / "reference" / name).glob("*.md"))
    assert pages
    assert pages <= reached
