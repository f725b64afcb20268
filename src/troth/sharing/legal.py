"""Requests under law as values: what came, what was done with each, and where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

import psycopg

from troth.errors import Refused
from troth.findings import Finding, Place
from troth.postgres.statements import statement

STATE = "TR791"

_WHY = "each step is taken in its turn, by somebody who says why: the person and a court may ask for it later"

Connection = psycopg.Connection[Any]


@dataclass(frozen=True, kw_only=True)
class Step:
    """One thing that was done with a request."""

    step: str
    says: str
    actor: str
    at: str
    scope: Mapping[str, Any] | None = None
    disclosure: int | None = None
    until: str | None = None


@dataclass(frozen=True, kw_only=True)
class Order:
    """A request under law as it came, and what was done with it."""

    id: int
    recipient: str
    authority: str
    official: str | None
    reference: str
    ground: str
    statute: str
    jurisdiction: str
    asks: str
    document: str | None
    actor: str
    at: datetime
    steps: tuple[Step, ...]

    @property
    def about(self) -> str:
        """What a finding about it names."""
        return f"request {self.id} of {self.recipient}"

    @property
    def state(self) -> str:
        """Where it stands: received, reviewed, refused, released, told or closed."""
        words = [step.step for step in self.steps if step.step != "delayed"]
        return words[-1] if words else "received"

    def last(self, word: str) -> Step | None:
        return next((step for step in reversed(self.steps) if step.step == word), None)

    @property
    def silent_until(self) -> date | None:
        """The last day on which the person must not be told."""
        delay = self.last("delayed")
        return date.fromisoformat(delay.until) if delay and delay.until else None

    def __str__(self) -> str:
        head = f"{self.id} {self.state}: {self.authority} ({self.jurisdiction}), {self.reference}, on {self.ground}"
        silent = f", silent through {self.silent_until}" if self.silent_until and self.state == "released" else ""
        return head + silent

    def to_json(self) -> dict[str, object]:
        """The request as plain data."""
        return {**asdict(self), "state": self.state}


def orders(connection: Connection) -> tuple[Order, ...]:
    """Every request, the oldest first."""
    return tuple(map(_order, connection.execute(statement("order requests"), {"id": None}).fetchall()))


def one(connection: Connection, number: int) -> Order:
    """The request of this number. Raises Refused (TR791)."""
    row = connection.execute(statement("order requests"), {"id": number}).fetchone()
    if row is None:
        raise Refused(
            order_finding(STATE, f"there is no request {number}", "`troth order list` shows them", f"request {number}")
        )
    return _order(row)


def _order(row: tuple[Any, ...]) -> Order:
    *parts, steps = row
    names = [name for name in Order.__annotations__ if name != "steps"]
    return Order(**dict(zip(names, parts, strict=True)), steps=tuple(Step(**step) for step in steps))


def order_finding(code: str, message: str, hint: str, about: str, why: str = _WHY) -> Finding:
    return Finding(code=code, message=message, where=Place(object=about), why=why, hint=hint)
