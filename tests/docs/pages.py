"""The documentation as values: its pages, their code blocks, links and headings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]

_FENCE = re.compile(r"^(?P<ticks>```+)(?P<language>\w*) ?(?P<about>.*)$")
_LINK = re.compile(r"(?<!!)\[[^\]]*\]\((?P<target>[^)\s]+)\)")
_NOT_RUN = re.compile(r"not run: \S.{7,}")


@dataclass(frozen=True, kw_only=True)
class Block:
    """A fenced piece of a page. `about` is what stands behind the language on the opening line."""

    page: Path
    line: int
    language: str
    about: str
    text: str

    @property
    def skipped(self) -> bool:
        """Whether the page says that the block is not run, and why."""
        return bool(_NOT_RUN.fullmatch(self.about))

    def __str__(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"


def pages() -> tuple[Path, ...]:
    """Every page for readers: those at the top, of docs and of the examples."""
    found = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "examples").rglob("*.md")]
    return tuple(sorted(found))


def blocks(page: Path) -> Iterator[Block]:
    """The code blocks of a page, in order."""
    fence: re.Match[str] | None = None
    start, held = 0, list[str]()
    for number, line in enumerate(page.read_text("utf-8").splitlines(), start=1):
        if fence is None:
            if found := _FENCE.match(line):
                fence, start, held = found, number, []
        elif line == fence["ticks"]:
            text = "".join(f"{each}\n" for each in held)
            yield Block(page=page, line=start, language=fence["language"], about=fence["about"].strip(), text=text)
            fence = None
        else:
            held.append(line)
    assert fence is None, f"{page}:{start}: a block without an end"


def prose(page: Path) -> Iterator[tuple[int, str]]:
    """The lines of a page outside its blocks, with their numbers."""
    inside = ""
    for number, line in enumerate(page.read_text("utf-8").splitlines(), start=1):
        if inside:
            inside = "" if line == inside else inside
        elif found := _FENCE.match(line):
            inside = found["ticks"]
        else:
            yield number, line


def links(page: Path) -> Iterator[tuple[int, str]]:
    """The targets of a page's links, with the lines they stand on."""
    for number, line in prose(page):
        for found in _LINK.finditer(re.sub(r"`[^`]*`", "``", line)):
            yield number, found["target"]


def handed_over(page: Path) -> float:
    """The line from which on a page that follows this one goes its own way: `<!-- others follow from here -->`."""
    marked = (number for number, line in prose(page) if line == "<!-- others follow from here -->")
    return next(marked, float("inf"))


def headings(page: Path) -> tuple[str, ...]:
    return tuple(line.lstrip("#").strip() for _, line in prose(page) if re.match(r"#{1,6} ", line))


def anchors(page: Path) -> frozenset[str]:
    """The headings as links name them: lower case, hyphens for spaces, without punctuation."""
    return frozenset(re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings(page))


def follows(page: Path) -> Path | None:
    """The page whose blocks come before those of this one: `<!-- follows: ../tutorial/first-policy.md -->`."""
    found = re.search(r"<!-- follows: (\S+) -->", page.read_text("utf-8"))
    return (page.parent / found[1]).resolve() if found else None
