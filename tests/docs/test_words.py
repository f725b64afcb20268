"""One word for one thing: the words that the glossary rules out are no names in the code and in no heading."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from docs.pages import ROOT, headings, pages

SOURCE = ROOT / "src" / "troth"
FORBIDDEN_ROOMS = {"utils", "helpers", "common", "manager", "base", "service"}

ALLOWED = {
    ("__annotations__", "annotations"): "Python's own name for the types of parameters",
    ("model_config", "config"): "pydantic's own name for how a model is read",
}
"""Names that another library gives us."""


def rows() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each word of the glossary, with what must not be said for it. What stands in brackets cannot be decided here."""
    for line in (ROOT / "GLOSSARY.md").read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| ") and len(cells) == 3 and cells[0] != "word":
            never = re.sub(r"\([^)]*\)", "", cells[2])
            yield cells[0], tuple(word.strip() for word in never.split(",") if word.strip())


NEVER = {phrase: word for word, phrases in rows() for phrase in phrases}


def parts(name: str) -> tuple[str, ...]:
    """The words of a name: `AuditLog`, `audit_log` and `Audit log` are all audit, log."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name)
    return tuple(re.findall(r"[a-z]+", spaced.lower()))


def said(name: str, phrase: str) -> bool:
    words, wanted = parts(name), parts(phrase)
    spans = (words[start : start + len(wanted)] for start in range(len(words) - len(wanted) + 1))
    return any(span[:-1] == wanted[:-1] and span[-1] in (wanted[-1], wanted[-1] + "s") for span in spans)


def names(path: Path) -> Iterator[tuple[int, str]]:
    """Every name that a module gives: its own, of functions, classes, arguments, variables and parts."""
    yield 0, path.stem
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield node.lineno, name
            case ast.arg(arg=name) | ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
                yield node.lineno, name


def test_every_word_is_there_once_and_no_word_forbids_another() -> None:
    words = [word for word, _ in rows()]
    assert len(words) == len(set(words)) > 30
    assert all(phrases for _, phrases in rows())
    assert not set(words) & set(NEVER)


@pytest.mark.parametrize("path", sorted(SOURCE.rglob("*.py")), ids=lambda path: str(path.relative_to(SOURCE)))
def test_the_code_names_nothing_by_another_word(path: Path) -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{line}: `{name}` says {phrase}; the word is {word}"
        for line, name in names(path)
        for phrase, word in NEVER.items()
        if said(name, phrase) and (name, phrase) not in ALLOWED
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_no_heading_says_another_word(page: Path) -> None:
    wrong = {(heading, phrase) for heading in headings(page) for phrase in NEVER if said(heading, phrase)}
    assert not wrong


def test_no_room_is_called_after_nothing() -> None:
    rooms = {path.stem for path in SOURCE.rglob("*.py")} | {path.name for path in SOURCE.rglob("*") if path.is_dir()}
    assert not rooms & FORBIDDEN_ROOMS


@pytest.mark.parametrize(("name", "phrase"), [("AuditLogs", "audit log"), ("purge_rows", "purge"), ("pii", "pii")])
def test_a_forbidden_name_is_found(name: str, phrase: str) -> None:
    assert said(name, phrase)
    assert not said("x" + name.lower().replace("_", ""), phrase)
