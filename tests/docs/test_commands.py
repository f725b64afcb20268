"""Every command of Troth that a page shows, run or not, is one that there is, with options that it takes."""

import re
import runpy
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from docs.pages import ROOT, blocks, pages
from troth.cli import run
from troth.cli.verbs import GROUPS, PANELS, VERBS

TOOL: dict[str, Any] = runpy.run_path(str(ROOT / "tools" / "make_reference.py"))
GROUPED = {f"{group} {verb}": command for group, file in GROUPS.items() for verb, command in file.VERBS.items()}
OPTIONS = {
    verb: {"--help"} | {name.split()[0] for said, _, _ in TOOL["parameters"](command) for name in said.split(", ")}
    for verb, command in {**VERBS, **GROUPED}.items()
}


def commands(page: Path) -> Iterator[tuple[str, list[str]]]:
    """The words behind each `troth` in the console of a page, with the place."""
    for block in blocks(page):
        if block.language in ("sh", "console") and "on its way" not in block.about:
            for found in re.finditer(r"(?m)^(?:\$ )?(?:[A-Z_]+=\S* )*troth (.*)$", block.text.replace("\\\n", "")):
                yield str(block), shlex.split(re.split(r" &&| \||;", found[1])[0], comments=True)


def wrong(words: list[str]) -> str:
    verb, *rest = words
    if rest[:1] == ["import"]:
        verb = f"{verb}-import"
    if verb in GROUPS:
        if not rest:
            return ""
        verb, rest = f"{verb} {rest[0]}", rest[1:]
    if verb.startswith("-"):
        return ""
    if verb not in OPTIONS:
        return f"there is no verb {verb}"
    ours = rest[: rest.index("--")] if "--" in rest else rest
    unknown = [word for word in ours if word.startswith("-") and word.split("=")[0] not in OPTIONS[verb]]
    return f"{verb} takes no {', '.join(unknown)}" if unknown else ""


@pytest.mark.parametrize("page", [page for page in pages() if any(commands(page))], ids=lambda page: page.name)
def test_a_page_shows_commands_that_there_are(page: Path) -> None:
    found = [f"{where}: {problem}" for where, words in commands(page) if (problem := wrong(words))]
    assert not found, "\n".join(found)


def test_a_wrong_command_is_found() -> None:
    assert wrong(["aply"]) and wrong(["apply", "--force"])
    assert wrong(["order", "recieve"]) and wrong(["order", "list", "--all"]) and not wrong(["order", "list"])
    assert not wrong(["apply", "--yes", "plan.json"])


def test_help_lists_every_verb_under_what_somebody_wants_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0
    said = capsys.readouterr().out
    under = {panel: part.split("╰")[0] for panel, part in ((p, said.partition(f"─ {p} ─")[2]) for p in PANELS)}
    for panel, verbs in PANELS.items():
        assert all(re.search(rf"│ {verb} ", under[panel]) for verb in verbs), panel
