"""Exceptions to promises: of a kind that the policy names, signed, and counted, so that the board can say how many."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg

from troth.ledger.entry import Entry
from troth.ledger.store import record
from troth.postgres.statements import statement


@dataclass(frozen=True, kw_only=True)
class ExceptionMade:
    """One exception that was made."""

    promise: str | None
    recipient: str | None
    need: str | None
    kind: str
    reference: str
    because: str
    actor: str
    second: str | None
    disclosure: int | None
    people: int
    at: datetime

    def __str__(self) -> str:
        what = self.promise or f"{self.recipient}: {self.need}"
        return f"{self.at:%Y-%m-%d} {what}, {self.kind} ({self.reference}), signed {self.actor}: {self.because}"


def exceptions_made(
    connection: psycopg.Connection[Any], *, promise: str | None = None, recipient: str | None = None
) -> tuple[ExceptionMade, ...]:
    """The exceptions that were made, the oldest first: all, or those to one promise or one recipient."""
    rows = connection.execute(statement("sharing exceptions"), {"promise": promise, "recipient": recipient}).fetchall()
    return tuple(ExceptionMade(**dict(zip(ExceptionMade.__annotations__, row, strict=True))) for row in rows)


def record_exception(
    connection: psycopg.Connection[Any],
    promise: str,
    *,
    kind: str,
    reference: str,
    because: str,
    actor: str,
    second: str | None = None,
    people: int = 0,
) -> None:
    """An exception to a promise that is no release: in the transaction that the connection has open."""
    said = {"kind": kind, "reference": reference, "because": because, "actor": actor, "second": second}
    row = {"promise": promise, "recipient": None, "need": None, "disclosure": None, "people": people, **said}
    connection.execute(statement("sharing record exception"), row)
    record(
        connection, Entry(what="exception", actor=actor, detail={"promise": promise, "kind": kind, "people": people})
    )
