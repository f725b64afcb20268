"""What is wrong, said so that the person who reads it can mend it.

A finding is one thing wrong: a code, a message, where, why it matters and a hint with the nearest right answer.
Every other part of Troth reports through this value; nothing here knows a file format or a database.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum


class Level(StrEnum):
    """How much a finding matters: an error stops the plan, a warning is printed, a note informs."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, kw_only=True, order=True)
class Place:
    """Where a finding is: a position in a file, or whatever else has a name, or both.

    `object` is a table or column, a role, a person, a purpose, a setting, an option of the command. Lines and columns
    count from 1.
    """

    file: str | None = None
    line: int | None = None
    column: int | None = None
    object: str | None = None

    def __str__(self) -> str:
        position = ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)
        return " ".join(part for part in (position, self.object) if part)


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing wrong. `code` is stable for ever: `TR` and three digits, documented under docs/reference/findings.

    Nothing but the level may be left out: whoever reads it is told where, why and what to do.
    """

    code: str
    message: str
    where: Place
    why: str
    hint: str
    level: Level = Level.ERROR

    def __str__(self) -> str:
        lines = [f"[{self.code}] {self.level.value}: {self.message}"]
        lines += [f"  where: {self.where}", f"  why:   {self.why}", f"  hint:  {self.hint}"]
        return "\n".join(lines)

    def to_json(self) -> dict[str, object]:
        """The finding as plain data, absent parts left out."""
        where = {key: value for key, value in asdict(self.where).items() if value is not None}
        return {
            "code": self.code,
            "level": self.level.value,
            "message": self.message,
            "where": where,
            "why": self.why,
            "hint": self.hint,
        }


def worst(findings: Iterable[Finding]) -> Level | None:
    """The gravest level among findings, or None when there are none."""
    order = [Level.ERROR, Level.WARNING, Level.NOTE]
    levels = {finding.level for finding in findings}
    return next((level for level in order if level in levels), None)


def nearest(word: str, choices: Iterable[str]) -> str | None:
    """The choice most like a mistyped word, or None when none is like it."""
    found = difflib.get_close_matches(word, sorted(choices), n=1, cutoff=0.6)
    return found[0] if found else None


def did_you_mean(word: str, choices: Iterable[str], *, none: str = "there is none that could be named") -> str:
    """A hint that names the nearest right word, or else lists what there is; `none` is what helps if nothing is."""
    known = sorted(choices)
    near = nearest(word, known)
    if near:
        return f"did you mean `{near}`?"
    if not known:
        return none
    shown = ", ".join(f"`{name}`" for name in known[:12])
    return f"known: {shown}" + (", ..." if len(known) > 12 else "")
