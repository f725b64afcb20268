"""Figures go into a page of the documentation by command: between two marks, and nothing else of the page changes."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path


def put(page: Path, name: str, lines: Iterable[str]) -> None:
    """Put lines between `<!-- figures: NAME -->` and `<!-- end of figures -->`. Raises ValueError without the marks."""
    begin, end = f"<!-- figures: {name} -->", "<!-- end of figures -->"
    before, found, rest = page.read_text().partition(begin)
    _, ended, after = rest.partition(end)
    if not found or not ended:
        raise ValueError(f"{page} has no place for the figures of {name}: it lacks `{begin}` or `{end}` after it")
    page.write_text("\n".join([before + begin, "", *lines, "", end + after]))
