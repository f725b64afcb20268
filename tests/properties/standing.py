"""What holds for people now: consents, ended purposes, pending objections and restrictions.

Part of the reference evaluator: it follows docs/explanation/meaning.md and shares no code with Troth.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from properties.reading import Key


@dataclass(frozen=True)
class Restriction:
    """A restriction that was not lifted. Without purposes, categories or row it covers everything of the person."""

    kind: str
    person: Key
    at: datetime
    purposes: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    row: tuple[str, Key] | None = None
    until: datetime | None = None
    ground: str = "accuracy"


@dataclass(frozen=True)
class Hold:
    """A hold set by hand and not released: on a person (`kind` and key), or on one row of a table."""

    keeps: tuple[str, ...]
    person: tuple[str, Key] | None = None
    row: tuple[str, Key] | None = None
    until: datetime | None = None
    ground: str = "claims"


@dataclass(frozen=True)
class Request:
    """A person's request to be erased: what it ends, and which categories it names (none: everything)."""

    person: tuple[str, Key]
    ends: frozenset[str]
    categories: frozenset[str] = frozenset()
    child: bool = False
    """Whether the person was found to be a child: holds by hand for claims are released."""


@dataclass
class Standing:
    """What holds for people now. Each entry is (kind, person's key, purpose)."""

    consents: dict[tuple[str, Key, str], datetime] = field(default_factory=dict)
    """Consents that were not withdrawn, with the time of the last one."""
    ended: set[tuple[str, Key, str]] = field(default_factory=set)
    """Purposes ended by an objection or an erasure, and not begun again since."""
    parts: set[tuple[str, Key, str, str]] = field(default_factory=set)
    """Purposes ended for what is somebody's in one table, by an erasure in part of which a cell there had to stay."""
    pending: set[tuple[str, Key, str]] = field(default_factory=set)
    restrictions: list[Restriction] = field(default_factory=list)
    agreed: dict[tuple[str, Key, tuple[str, ...]], tuple[int, datetime | None]] = field(default_factory=dict)
    """What was agreed to, confirmed, told or approved, such as ("agreement", "terms"): its version, and its end."""
    opened: set[tuple[str, Key]] = field(default_factory=set)
    """Purpose and key of the cases that the reader has opened, and whose hours are not over."""
    children: set[tuple[str, Key]] = field(default_factory=set)
    """People who were found to be children."""
    holds: list[Hold] = field(default_factory=list)
