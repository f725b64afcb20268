"""From the events of a YAML parser to plain data with positions, refusing what would make a file mean two things.

Anchors, tags, merge keys and repeated keys all let one line say something that its reader does not see there. The
builder keeps its own stack, so that no depth of nesting can exhaust Python's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

from troth.documents.document import Document, Path
from troth.documents.scalars import resolve
from troth.documents.wording import shown
from troth.errors import Refused
from troth.findings import Finding, Place

DEEPEST = 40
MOST_NODES = 100_000
MOST_FINDINGS = 100

SYNTAX, SEVERAL, TWICE, ANCHOR, TAG, MERGE, KEY, DEEP, MANY, HIDDEN = (
    "TR007", "TR008", "TR009", "TR010", "TR011", "TR012", "TR013", "TR014", "TR015", "TR006",
)  # fmt: skip

_WHY = {
    SYNTAX: "what cannot be read to its end is not read at all",
    MERGE: "what holds for a part must stand under that part",
    DEEP: "such nesting is a mistake, or an attempt to exhaust the reader",
    MANY: "so many values are a mistake, or an attempt to exhaust the reader",
    HIDDEN: "a reader would not see all that is written",
    TAG: "tags can turn text into something else",
}

_LOOK = (
    "check the indentation (with spaces, never tabs), quotes and brackets just before this place; "
    "text with `: ` or ` #` needs quotes"
)

_LOADER = getattr(yaml, "CLoader", yaml.Loader)
_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]")


class _StopError(Exception):
    """Nothing more of the file can be read."""


@dataclass(slots=True)
class _Level:
    """A mapping or a list that is still open. `key` is the key that waits for its value."""

    value: dict[str, Any] | list[Any]
    path: Path
    key: str | None = None
    awaits_key: bool = True
    skipped: bool = False
    """Whether nothing in it counts: it stands where a key should, or under a repeated key."""


@dataclass(slots=True)
class Builder:
    """Builds one document. Used once."""

    file: str
    findings: list[Finding] = field(default_factory=list)
    positions: dict[Path, tuple[int, int]] = field(default_factory=dict)
    levels: list[_Level] = field(default_factory=list)
    root: Any = None
    documents: int = 0
    nodes: int = 0

    def build(self, text: str, *, empty: Finding) -> Document:
        """The document. Raises Refused, with `empty` when there is nothing in it."""
        try:
            for event in yaml.parse(text, Loader=_LOADER):
                self._take(event)
        except yaml.YAMLError as error:
            self._syntax(error)
        except (_StopError, RecursionError, OverflowError, ValueError):
            # PyYAML lets an overlong escape or version number escape as one of the last two.
            if not self.findings:
                self._find(SYNTAX, "the file is not YAML that can be read", (1, 1), hint=_LOOK)
        if self.findings:
            raise Refused(*self.findings)
        if self.root is None:
            raise Refused(empty)
        return Document(file=self.file, value=self.root, positions=self.positions)

    def _take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.NodeEvent):
            self._node(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._close()
        elif isinstance(event, yaml.DocumentStartEvent):
            self._document(event)

    def _document(self, event: yaml.DocumentStartEvent) -> None:
        self.documents += 1
        if event.tags:
            self._find(TAG, "a %TAG line is not allowed", _at(event), hint="remove it")
        if self.documents > 1:
            self._find(
                SEVERAL, "a second document starts here", _at(event),
                why="which of them would hold?", hint="remove the line `---`, or make two files",
            )  # fmt: skip
            raise _StopError

    def _node(self, event: yaml.NodeEvent) -> None:
        self.nodes += 1
        if self.nodes > MOST_NODES:
            self._find(
                MANY,
                f"the file has more than {MOST_NODES:,} values",
                _at(event),
                hint="check that it is the right file",
            )
            raise _StopError
        self._plain_only(event)
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event)
        elif isinstance(event, yaml.AliasEvent):
            self._put(None, event)
        else:
            self._open(event)

    def _plain_only(self, event: yaml.NodeEvent) -> None:
        """Anchors, aliases and tags make a line mean what stands elsewhere."""
        if event.anchor is not None:
            sign = "*" if isinstance(event, yaml.AliasEvent) else "&"
            self._find(
                ANCHOR, f"`{sign}{shown(event.anchor)}`: anchors and aliases are not allowed", _at(event),
                why="a line must say what it says without looking elsewhere",
                hint="write it out; a pattern such as `*.name` that starts with a star needs quotes",
            )  # fmt: skip
        tag = getattr(event, "tag", None)
        if tag is not None:
            self._find(
                TAG, f"the tag `{shown(tag)}` is not allowed", _at(event),
                hint="remove it; text that starts with `!` needs quotes",
            )  # fmt: skip

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        if not event.implicit[0]:
            if found := _HIDDEN.search(event.value):
                self._find(
                    HIDDEN, f"the text holds the hidden character U+{ord(found[0]):04X}", _at(event), hint="remove it"
                )
            self._put(event.value, event)
            return
        self._put(resolve(event.value), event)

    def _open(self, event: yaml.NodeEvent) -> None:
        if len(self.levels) >= DEEPEST:
            self._deep(_at(event))
            raise _StopError
        value: dict[str, Any] | list[Any] = {} if isinstance(event, yaml.MappingStartEvent) else []
        path, skipped = self._put(value, event)
        self.levels.append(_Level(value, path, skipped=skipped))

    def _close(self) -> None:
        self.levels.pop()

    def _put(self, value: Any, event: yaml.NodeEvent) -> tuple[Path, bool]:
        """Put a value where it belongs; its path, and whether it is skipped."""
        if not self.levels:
            self.root = value
            self.positions[()] = _at(event)
            return (), False
        level = self.levels[-1]
        if isinstance(level.value, list):
            path = (*level.path, len(level.value))
            level.value.append(value)
            self.positions.setdefault(path, _at(event))
            return path, level.skipped
        if level.awaits_key:
            level.key = self._key(value, level, event)
            level.awaits_key = False
            return level.path, True
        level.awaits_key = True
        if level.key is None:
            return level.path, True
        level.value[level.key] = value
        return (*level.path, level.key), level.skipped

    def _key(self, value: Any, level: _Level, event: yaml.NodeEvent) -> str | None:
        """The key as text, or None when it cannot be one: then its value is skipped."""
        if not isinstance(value, str):
            self._find(
                KEY, f"the key `{shown(value)}` is not text", _at(event),
                why="names of tables, columns and purposes are text", hint="put it in quotes",
            )  # fmt: skip
            return None
        if value == "<<" and isinstance(event, yaml.ScalarEvent) and event.implicit[0]:
            self._find(MERGE, "the merge key `<<` is not allowed", _at(event), hint="write the keys out")
            return None
        if value in level.value:
            line = self.positions[(*level.path, value)][0] if not level.skipped else None
            self._find(
                TWICE, f"`{shown(value)}` is written twice", _at(event),
                why="only one of them could hold, and readers would differ on which",
                hint=f"keep one of the two; the first is on line {line}" if line else "keep one of the two",
            )  # fmt: skip
            return None
        if not level.skipped:
            self.positions[(*level.path, value)] = _at(event)
        return value

    def _syntax(self, error: yaml.YAMLError) -> None:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "it cannot be read"
        context = getattr(error, "context", None)
        place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        if "nesting depth" in str(problem):
            # libyaml looks ahead for the end of a key, and may give up on brackets before it has told of one.
            self._deep(place)
            return
        message = f"not YAML: {shown(problem)}" + (f", {shown(context)}" if context else "")
        self._find(SYNTAX, message, place, hint=_LOOK)

    def _deep(self, at: tuple[int, int]) -> None:
        self._find(DEEP, f"nested deeper than {DEEPEST} levels", at, hint="check the indentation and the brackets")

    def _find(self, code: str, message: str, at: tuple[int, int], *, hint: str, why: str | None = None) -> None:
        place = Place(file=self.file, line=at[0], column=at[1])
        self.findings.append(Finding(code=code, message=message, where=place, why=why or _WHY[code], hint=hint))
        if len(self.findings) >= MOST_FINDINGS:
            raise _StopError


def _at(event: yaml.Event) -> tuple[int, int]:
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)
