"""One thing that was done: what, by whom, for which purpose, when, and to whom by pseudonym alone.

An entry is one line of JSON in one form only (as RFC 8785: keys in order, no space, no fractions), so that the same
deed has the same bytes everywhere. The server writes the time and the login into it; no writer can choose them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import NamedTuple

VERSION = 1
"""The version of the form of entries."""

LARGEST = 65_536
"""How many bytes an entry may have at most."""

LARGEST_NUMBER = 2**53 - 1
"""The largest whole number that every reader of JSON reads exactly."""

Json = None | bool | int | str | Sequence["Json"] | Mapping[str, "Json"]

WORD = re.compile(r"[a-z][a-z ]*[a-z]")
PSEUDONYM = re.compile(r"[a-z][a-z0-9_]*:[0-9a-f]{64}")


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What a writer says of one deed. Time and login are added by the server.

    `subject` is a pseudonym, never a key; `detail` holds no direct identifier: names, addresses and free words stay in
    the tables that are erased. Raises ValueError if it has no canonical form.
    """

    what: str
    """one or more small words: `consent`, `policy applied`"""
    actor: str | None = None
    purpose: str | None = None
    subject: str | None = None
    detail: Mapping[str, Json] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not WORD.fullmatch(self.what):
            raise ValueError(f"`{self.what}` is no word for what was done: small letters and spaces")
        if self.subject is not None and not PSEUDONYM.fullmatch(self.subject):
            raise ValueError("a subject is named by pseudonym alone")
        if sum(len(piece.encode()) for piece in self.pieces) > LARGEST - 512:
            raise ValueError(f"an entry has at most {LARGEST:,} bytes")

    @cached_property
    def pieces(self) -> Pieces:
        """The parts of the entry's text that its writer knows."""
        return Pieces(
            before_time=f'{{"actor":{canonical(self.actor)},"at":"',
            before_login=f'","detail":{canonical(self.detail)},"login":',
            before_subject=f',"purpose":{canonical(self.purpose)},"subject":',
            after_subject=f',"v":{VERSION},"what":{canonical(self.what)}}}',
        )


class Pieces(NamedTuple):
    """The canonical text of an entry, open where the server writes time, login and pseudonym."""

    before_time: str
    before_login: str
    before_subject: str
    after_subject: str


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def canonical(value: object) -> str:
    """A value as JSON in its one form. Days and times become text.

    Raises ValueError for what has no such form: fractions, numbers that not every reader can hold, unpaired surrogates.
    """
    text = _ENCODER.encode(_ordered(value))
    text.encode()  # an unpaired surrogate is a ValueError
    return text


def _ordered(value: object) -> object:
    if isinstance(value, Mapping):
        if not all(isinstance(name, str) for name in value):
            raise ValueError("names in an entry are text")
        return {name: _ordered(value[name]) for name in sorted(value, key=_in_utf16)}
    if isinstance(value, list | tuple):
        return [_ordered(part) for part in value]
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, int) and abs(value) > LARGEST_NUMBER:
        raise ValueError(f"{value} is too large a number for an entry: write it as text")
    if value is None or isinstance(value, bool | int | str):
        return value
    raise ValueError(f"a {type(value).__name__} has no place in an entry")


def _in_utf16(name: str) -> bytes:
    return name.encode("utf-16-be", "surrogatepass")
