"""Values that a published policy leaves open: `"{invoice_years} years after invoice issued"` takes the value decided.

Whatever was not decided stops everything: no value is ever guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from troth.documents import Document, Path
from troth.errors import Refused
from troth.findings import Finding, did_you_mean

UNSET, UNKNOWN = "TR131", "TR132"

KEY = "decide"
_USED = re.compile(r"\{([a-z][a-z0-9_]{0,40})\}", re.ASCII)


def decided(document: Document) -> Document:
    """The document with every `{name}` replaced by what was decided. Raises Refused (TR131, TR132)."""
    said = document.value.get(KEY) if isinstance(document.value, dict) else None
    if not isinstance(said, dict):
        said = {}
    findings = [*_unset(said, document), *_unknown(said, document)]
    if findings:
        raise Refused(*findings)
    values = {name: _value(entry) for name, entry in said.items() if isinstance(entry, dict)}
    kept = {key: part if key == KEY else _filled(part, values) for key, part in _items(document.value)}
    return replace(document, value=kept) if isinstance(document.value, dict) else document


def names_used(document: Document) -> frozenset[str]:
    """The names that stand in braces anywhere but under `decide`."""
    return frozenset(name for _, name in _used(document.value))


def places_of(document: Document, name: str) -> tuple[str, ...]:
    """Where a name stands in braces: `purposes.bookkeeping.keep`."""
    return tuple(".".join(map(str, path)) for path, used in _used(document.value) if used == name)


def _items(value: Any) -> Iterator[tuple[Any, Any]]:
    return iter(value.items()) if isinstance(value, dict) else iter(())


def _unset(said: Mapping[str, Any], document: Document) -> Iterator[Finding]:
    for name, entry in said.items():
        if isinstance(entry, dict) and entry.get("value") is None:
            yield Finding(
                code=UNSET,
                message=f"`{name}` is not decided: {entry.get('asks', 'nobody says what it asks')}",
                where=document.place(KEY, name),
                why="the published policy leaves it open, and what runs needs a value",
                hint="add `value`, `decided_by` and `on`",
            )


def _unknown(said: Mapping[str, Any], document: Document) -> Iterator[Finding]:
    for path, name in _used(document.value):
        if name not in said:
            yield Finding(
                code=UNKNOWN,
                message=f"`{{{name}}}` is not under `decide`",
                where=document.place(*path),
                why="names in braces stand for values that were decided",
                hint=did_you_mean(name, said, none=f"add `decide: {{{name}: {{asks: ..., value: ...}}}}`"),
            )


def _used(value: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    if isinstance(value, str):
        yield from ((path, name) for name in _USED.findall(value))
    elif isinstance(value, dict):
        for key, part in value.items():
            if (*path, key) != (KEY,):
                yield from _used(part, (*path, key))
    elif isinstance(value, list):
        for place, part in enumerate(value):
            yield from _used(part, (*path, place))


def _value(entry: Mapping[str, Any]) -> Any:
    value, unit = entry.get("value"), entry.get("unit")
    return f"{_text(value)} {unit}" if unit else value


def _filled(value: Any, values: Mapping[str, Any]) -> Any:
    """A name that stands alone keeps the type of its value; within text it becomes text."""
    if isinstance(value, str):
        alone = _USED.fullmatch(value)
        return values[alone[1]] if alone else _USED.sub(lambda found: _text(values[found[1]]), value)
    if isinstance(value, dict):
        return {key: _filled(part, values) for key, part in value.items()}
    return [_filled(part, values) for part in value] if isinstance(value, list) else value


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
