"""A request as a value: who asks for what, how far it is, until when it is to be answered, and what was answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from troth.compiler.stored.request_states import OPEN, verbs_in
from troth.policy.requests import Asks, Level

Key = tuple[Any, ...]


@dataclass(frozen=True, kw_only=True)
class Request:
    """One request. `kind` and `key` say who asks, once that is known, and until it is closed."""

    id: int
    asks: Asks
    state: str
    kind: str | None
    key: Key | None
    pseudonym: str | None
    categories: tuple[str, ...]
    purposes: tuple[str, ...]
    channel: str
    received_at: datetime
    due_on: date
    extended_on: date | None
    level: Level
    how: str | None
    proof: str | None
    carried_out_at: datetime | None
    decision: str | None
    ground: str | None
    because: str | None
    answer: Mapping[str, Any] | None
    evidence: Mapping[str, Any] | None
    closed_at: datetime | None
    overdue: bool
    """The day by which it had to be answered has passed, and it is not."""
    left: int
    """How many recipients are still to be told, and tasks to be done, because of it."""

    @property
    def open(self) -> bool:
        """Whether the time for the answer runs."""
        return self.state in OPEN

    @property
    def who(self) -> str:
        """Whom it is about, in words."""
        if self.key is not None:
            return f"{self.kind} {', '.join(map(str, self.key))}"
        return "somebody known by pseudonym alone" if self.pseudonym else "somebody not known yet"

    @property
    def what(self) -> str:
        """What is asked for, with how far it reaches."""
        reach = ", ".join((*self.categories, *self.purposes))
        return f"{self.asks}" + (f" ({reach})" if reach else "")

    def __str__(self) -> str:
        return f"request {self.id}: {self.what} of {self.who}: {in_words(self.state)}{self._until()}"

    def _until(self) -> str:
        if self.overdue:
            return f", OVERDUE since {self.due_on}"
        if self.open:
            return f", due {self.due_on}"
        left = f", {self.left} still to be told or done" if self.left else ""
        return f" ({self.decision})" * bool(self.decision) + left

    def in_full(self) -> str:
        """Everything that is known of it, a line each."""
        lines = [str(self), f"received {self.received_at:%Y-%m-%d %H:%M %Z} by {in_words(self.channel)}"]
        lines += [f"extended on {self.extended_on}"] if self.extended_on else []
        lines += [f"identity: {self.level.says}" + (f" ({self.how})" if self.how else "")]
        lines += [f"carried out {self.carried_out_at:%Y-%m-%d %H:%M %Z}"] if self.carried_out_at else []
        said = ", ".join(part for part in (self.decision, self.ground and in_words(self.ground), self.because) if part)
        lines += [f"decision: {said}"] if said else []
        lines += [f"{name}: {value}" for name, value in {**(self.evidence or {}), **(self.answer or {})}.items()]
        verbs = ", ".join(in_words(verb) for verb in verbs_in(self.state))
        return "\n".join([*lines, f"next: {verbs}" if verbs else "nothing is left to do"])

    def to_json(self) -> dict[str, object]:
        """The request as plain data."""
        return asdict(self) | {"open": self.open, "next": list(verbs_in(self.state))}


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step of a request's life: what was done, by whom, when, and the state it led to."""

    verb: str
    state: str
    detail: Mapping[str, Any]
    actor: str
    login: str
    at: datetime

    def __str__(self) -> str:
        detail = ", ".join(f"{name}: {value}" for name, value in self.detail.items())
        said = f"{in_words(self.verb)} ({detail})" if detail else in_words(self.verb)
        return f"{self.at:%Y-%m-%d %H:%M:%S %Z} {self.actor}: {said}, now {in_words(self.state)}"


def in_words(name: str) -> str:
    """A state, a verb or a ground as it is said: `identity_asked` is identity asked."""
    return name.replace("_", " ")
