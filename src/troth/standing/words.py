"""What is said about people, and what holds for one of them now, as values to print or to hand on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from troth.compiler.live.scopes import Scope

Key = Any
"""A person's primary key: one value, or a tuple of as many values as the key has columns."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a verb did. `changed` is false if it was so already: saying a thing twice is no mistake.

    `id` is the number of the restriction or hold it made, `people` how many people it changed.
    """

    said: str
    changed: bool = True
    id: int | None = None
    people: int = 1

    def __str__(self) -> str:
        return self.said


@dataclass(frozen=True, kw_only=True)
class Restricted:
    """A restriction that stands."""

    id: int
    ground: str
    scope: Scope
    since: datetime
    until: datetime | None = None

    def __str__(self) -> str:
        end = f" until {self.until:%Y-%m-%d %H:%M %Z}" if self.until else ""
        return f"restriction {self.id} since {self.since:%Y-%m-%d} ({self.ground}): {_reach(self.scope)}{end}"


@dataclass(frozen=True, kw_only=True)
class Held:
    """A hold set by people, on everything of a person or (`row`) on one row."""

    id: int
    keeps: tuple[str, ...]
    ground: str
    because: str
    actor: str
    since: datetime
    review_on: date | None = None
    until: datetime | None = None
    row: tuple[str, tuple[Any, ...]] | None = None

    def __str__(self) -> str:
        where = f" in {self.row[0]} {shown_key(self.row[1])}" if self.row else ""
        review = f", to be looked at on {self.review_on}" if self.review_on else ""
        end = f", until {self.until:%Y-%m-%d %H:%M %Z}" if self.until else ""
        return f"hold {self.id} ({self.ground}) keeps {', '.join(self.keeps)}{where}: {self.because}{review}{end}"


@dataclass(frozen=True, kw_only=True)
class Word:
    """One entry of the history: who said what about the person, when, under which version of the policy."""

    word: str
    purpose: str | None
    detail: Mapping[str, Any]
    policy_version: int
    actor: str
    login: str
    at: datetime

    def __str__(self) -> str:
        detail = ", ".join(f"{name}: {value}" for name, value in self.detail.items())
        said = " ".join(part for part in (self.word, self.purpose, f"({detail})" if detail else "") if part)
        return f"{self.at:%Y-%m-%d %H:%M:%S %Z} {self.actor}: {said}, policy version {self.policy_version}"


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What holds for one person now."""

    consents: Mapping[str, datetime] = field(default_factory=dict)
    """Purpose -> when it was last consented to."""
    agreed: Mapping[str, int] = field(default_factory=dict)
    """What was agreed to, confirmed, notified or approved -> in which version."""
    child: bool = False
    """Found to be a child: only what a named law demands sees them."""
    ended: tuple[str, ...] = ()
    pending: tuple[str, ...] = ()
    """Purposes with an objection that has not been answered."""
    restrictions: tuple[Restricted, ...] = ()
    holds: tuple[Held, ...] = ()

    def __str__(self) -> str:
        lines = [f"consents to {purpose}, since {at:%Y-%m-%d %H:%M %Z}" for purpose, at in self.consents.items()]
        lines += [f"{what.replace('/', ' ')}, version {version}" for what, version in self.agreed.items()]
        lines += ["was found to be a child"] if self.child else []
        lines += [f"{purpose} has ended" for purpose in self.ended]
        lines += [f"objects to {purpose}: to be answered" for purpose in self.pending]
        lines += [str(each) for each in (*self.restrictions, *self.holds)]
        return "\n".join(lines) or "nothing was said"


def _reach(scope: Scope) -> str:
    row = f"{scope.row[0]} {shown_key(scope.row[1])}" if scope.row else ""
    reach = ", ".join((*scope.purposes, *scope.categories)) or row or "everything"
    return reach + (f", but {', '.join(scope.despite)}" if scope.despite else "")


def shown_key(key: Key) -> str:
    """A key as sentences show it: its one value, or its values in brackets."""
    parts = tuple(key) if isinstance(key, tuple | list) else (key,)
    shown = ", ".join(map(str, parts))
    return shown if len(parts) == 1 else f"({shown})"
