"""Which statements the application runs, from PostgreSQL's own log: csvlog, jsonlog or the plain form.

Only the statements themselves are read. What was bound to them (`DETAIL: parameters: ...`) is skipped, and whatever is
shown to people has every literal value replaced (`without_values`).
"""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

STATEMENT = re.compile(r"(?:duration: [\d.]+ ms\s+)?(?:statement|execute (?:fetch from )?[^:\n]+): (.*)", re.DOTALL)
"""`parse` and `bind` lines tell of the same statement once more. Needs lc_messages = C or English."""

_PLAIN = re.compile(r"\bLOG: {1,2}" + STATEMENT.pattern, re.DOTALL)
_CSV = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+ [\w+:-]+,")
_USER, _DATABASE, _MESSAGE = 1, 2, 13
"""Columns of csvlog."""


@dataclass(frozen=True, kw_only=True)
class Logged:
    """One statement as it was run. `user` and `database` are None where the log does not tell."""

    text: str
    user: str | None = None
    database: str | None = None


def read_log(lines: Iterable[str]) -> Iterator[Logged]:
    """The statements of a log, in whichever of the three forms it is. Lines that tell of none are skipped."""
    each = iter(lines)
    first = next((line for line in each if line.strip()), "")
    every = chain([first], each)
    if first.lstrip().startswith("{"):
        return _from_json(every)
    return _from_csv(every) if _CSV.match(first) else _from_plain(every)


def _from_json(lines: Iterable[str]) -> Iterator[Logged]:
    for line in lines:
        try:
            said: Any = json.loads(line)
        except ValueError:
            continue
        if isinstance(said, dict) and (found := STATEMENT.match(str(said.get("message", "")))):
            yield Logged(text=found[1], user=said.get("user"), database=said.get("dbname"))


def _from_csv(lines: Iterable[str]) -> Iterator[Logged]:
    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    for row in csv.reader(line.replace("\0", "") for line in lines):
        if len(row) > _MESSAGE and (found := STATEMENT.match(row[_MESSAGE])):
            yield Logged(text=found[1], user=row[_USER] or None, database=row[_DATABASE] or None)


def _from_plain(lines: Iterable[str]) -> Iterator[Logged]:
    """Lines that go on begin with a tab; everything else begins a new entry."""
    entry: list[str] = []
    for line in lines:
        if line.startswith("\t"):
            entry.append(line[1:])
            continue
        yield from _of_entry(entry)
        entry = [line]
    yield from _of_entry(entry)


def _of_entry(entry: list[str]) -> Iterator[Logged]:
    if entry and (found := _PLAIN.search("".join(entry))):
        yield Logged(text=found[1].rstrip("\n"))


_TOKENS = re.compile(
    r"""(?P<comment>--[^\n]*|/\*.*?(?:\*/|\Z))
      | (?P<dollar>\$(?P<tag>[A-Za-z_]\w*|)\$.*?(?:\$(?P=tag)\$|\Z))
      | (?P<escaped>\b[eE]'(?:[^'\\]|''|\\.)*(?:'|\Z))
      | (?P<text>(?:\b(?:[bBxXnN]|[uU]&))?'(?:[^']|'')*(?:'|\Z))
      | (?P<name>"(?:[^"]|"")*(?:"|\Z)|[A-Za-z_\x80-\U0010ffff][\w$]*)
      | (?P<parameter>\$\d+)
      | (?P<number>(?:\d[\d_]*(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|0[xXoObB][0-9A-Fa-f_]+)
      | (?P<space>\s+)
      | (?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)
_VALUES = ("dollar", "escaped", "text", "parameter", "number")
_LIST = re.compile(r"\?(?:\s*,\s*\?)+")
_ROWS = re.compile(r"(\((?:\?|\?, \.\.\.)\))(?:\s*,\s*\((?:\?|\?, \.\.\.)\))+")


def without_values(statement: str) -> str:
    """A statement with every value replaced by `?`, comments left out, spaces evened: safe to show and count."""
    parts = []
    for token in _TOKENS.finditer(statement):
        kind = token.lastgroup if token.lastgroup != "tag" else "dollar"
        if token["comment"] is not None or kind == "space":
            parts.append(" ")
        elif any(token[value] is not None for value in _VALUES):
            parts.append("?")
        else:
            parts.append(token[0] if token[0].startswith('"') else token[0].lower())
    shown = re.sub(r"\s+", " ", "".join(parts)).strip().rstrip("; ")
    shown = re.sub(r"\s*,\s*", ", ", re.sub(r"\(\s+", "(", re.sub(r"\s+\)", ")", shown)))
    return _ROWS.sub(r"\1, ...", _LIST.sub("?, ...", shown))


def unqualified(statement: str, schemas: Iterable[str]) -> str:
    """The same statement with these schemas no longer named before its tables."""
    names = "|".join(re.escape(form) for schema in schemas for form in (schema, f'"{schema}"'))
    named = re.compile(rf"(?:{names})\s*\.\s*", re.IGNORECASE)
    parts, position = [], 0
    while position < len(statement):
        token = _TOKENS.match(statement, position)
        assert token is not None
        if token["name"] is not None and (found := named.match(statement, position)):
            position = found.end()
            continue
        parts.append(token[0])
        position = token.end()
    return "".join(parts)
