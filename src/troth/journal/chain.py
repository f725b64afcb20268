"""The lines of a journal, one after the other: each is JSON, numbered, and carries the hash of the line before it.

A line that a crash has cut off is no JSON, and nobody was told that it had been written: it is passed over. A line that
was changed, taken out or put in later breaks the chain, and is found.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

VERSION = 1
"""The version of the form of lines."""

Said = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Deed:
    """One transaction about some people of a kind, as the journal knows it."""

    number: int
    at: str
    kind: str
    people: tuple[str, ...]
    """Who is meant: keyed hashes of their kind and key."""
    words: tuple[Said, ...]
    after: int = 0
    """The deed whose end was the last to be known when this one was written."""
    outcome: str | None = None
    """`done`, `undone`, or None if whoever did it never came to say so."""


@dataclass(frozen=True)
class Stand:
    """Where a journal stands for one database."""

    next: int = 1
    last: int = 0
    """The deed that was confirmed last."""


@dataclass
class Chain:
    """Where a journal stands after the lines that were read."""

    journal: str = ""
    key: str = ""
    """Which key the people stand under: its fingerprint."""
    stands: dict[str, Stand] = field(default_factory=dict)
    """For each database that it is kept for, by the name the database has for itself."""
    hash: str = ""
    torn: int = 0
    broken: list[int] = field(default_factory=list)
    """Lines that do not follow the line before them, counted from 1."""
    count: int = 0

    def read(self, line: str) -> Said | None:
        """Take in a line; None if a crash has cut it off."""
        self.count += 1
        said = _parsed(line)
        if said is None:
            self.torn += 1
            return None
        if self.count > 1 and said.get("prev") != self.hash:
            self.broken.append(self.count)
        self.hash = _hash(line)
        if "journal" in said:
            self._begin(said)
        elif "of" in said:
            stand = self.stands.get(said["of"], Stand())
            number = int(said.get("deed", 0))
            last = int(said.get("done", stand.last))
            self.stands[said["of"]] = Stand(max(stand.next, number + 1), last)
        return said

    def _begin(self, said: Said) -> None:
        if self.journal and (said["journal"], said["key"]) != (self.journal, self.key):
            self.broken.append(self.count)
        self.journal, self.key = said["journal"], said["key"]
        self.stands = {of: Stand(*stand) for of, stand in said["stands"].items()}

    def first_line(self, key: str) -> str:
        """The line that begins a journal, or goes on with it in a new file."""
        about = {"journal": self.journal or secrets.token_hex(8), "v": VERSION, "key": self.key or key}
        stands = {of: [stand.next, stand.last] for of, stand in self.stands.items()}
        return self.line({**about, "stands": stands})

    def deed_line(self, of: str, *, kind: str, people: Sequence[str], words: Sequence[Said]) -> str:
        """The next deed of a database."""
        stand = self.stands.get(of, Stand())
        about = {"deed": stand.next, "of": of, "after": stand.last, "kind": kind}
        return self.line({**about, "people": list(people), "words": list(words)})

    def line(self, said: Said) -> str:
        """A line that follows the last one, taken in already."""
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        text = json.dumps({**said, "at": at, "prev": self.hash}, separators=(",", ":"), default=str)
        self.read(text)
        return text


Adding = Callable[[Chain], Sequence[str]]
"""What says the lines to add, given where the journal stands."""


def deeds(lines: Iterable[str], of: str) -> tuple[tuple[Deed, ...], Chain]:
    """Every deed of one database with what became of it, in order, and where the journal stands."""
    chain = Chain()
    found: dict[int, Said] = {}
    outcomes: dict[int, str] = {}
    for line in lines:
        said = chain.read(line) or {}
        if said.get("of") != of:
            continue
        if "deed" in said:
            found[int(said["deed"])] = said
        for outcome in ("done", "undone"):
            if outcome in said:
                outcomes[int(said[outcome])] = outcome
    return tuple(_deed(said, outcomes.get(number)) for number, said in sorted(found.items())), chain


def _deed(said: Said, outcome: str | None) -> Deed:
    return Deed(
        number=int(said["deed"]),
        at=said["at"],
        kind=said["kind"],
        people=tuple(said["people"]),
        words=tuple(said["words"]),
        after=int(said["after"]),
        outcome=outcome,
    )


def _parsed(line: str) -> Said | None:
    try:
        said = json.loads(line)
    except ValueError:
        return None
    return said if isinstance(said, dict) else None


def _hash(line: str) -> str:
    return hashlib.sha256(line.encode()).hexdigest()
