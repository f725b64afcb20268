"""One transaction about what is owed to others: changes are in the ledger, and what is done forgets whom it named."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

from troth.compiler.names import STANDING_SCHEMA
from troth.compiler.stored.requests import FINISHED
from troth.elsewhere.owed import FINISH, TASK, TO, Owed
from troth.elsewhere.webhook import Answer
from troth.ledger.entry import Entry, Json
from troth.ledger.store import record
from troth.postgres.statements import statement

WAITS = (5, 5 * 60, 30 * 60, 2 * 3600, 5 * 3600, 10 * 3600, 14 * 3600, 20 * 3600, 24 * 3600)
"""Seconds from one attempt to the next, as Standard Webhooks advises: ten attempts over three days, then people."""

JITTER = 0.1
"""By how much of itself a wait may be longer, so that many that failed at once do not come again at once."""


@dataclass(frozen=True)
class Book:
    """The notices and tasks of a deployment, in one transaction. `actor` is who does what is written down."""

    connection: psycopg.Connection[Any]
    actor: str

    def run(self, name: str, sort: str, **given: Any) -> list[tuple[Any, ...]]:
        """The rows of a named statement about notices or tasks (none for a statement that returns nothing)."""
        query = statement(name).format(
            table=sql.Identifier(STANDING_SCHEMA, sort),
            sort=sql.Identifier(sort),
            to=sql.Identifier(TO[sort]),
            forget=sql.SQL("about = null, " if sort == TASK else ""),
        )
        cursor = self.connection.execute(query, {"finished": list(FINISHED), **given})
        return cursor.fetchall() if cursor.description is not None else []

    def owed(
        self, sort: str, *, id: int | None = None, request: int | None = None, everything: bool = False
    ) -> tuple[Owed, ...]:
        """What is owed, the earliest due first: one, that of a request, or all; `everything`: what is done, too."""
        rows = self.run(f"owed {sort}s", sort, id=id, request=request, everything=everything)
        return tuple(_owed(row) for row in rows)

    def take(self, sort: str, *, id: int | None = None, names: Sequence[str] = ()) -> Owed | None:
        """The next one to be sent to these, or the open one of a number, that nobody else works on."""
        rows = self.run("owed lock", sort, id=id, names=list(names))
        return self.owed(sort, id=rows[0][0])[0] if rows else None

    def finished(self, owed: Owed, state: str, *, evidence: str | None = None, answered: str | None = None) -> Owed:
        """Nothing is owed any more: the key by which the person was known is taken out."""
        said = {"evidence": evidence, "answered": answered, "attempts": 0 if answered is None else 1}
        self.run("owed finish", owed.sort, id=owed.id, actor=self.actor, state=state, **said)
        self.enter(owed, state)
        return self.owed(owed.sort, id=owed.id, everything=True)[0]

    def tried(self, owed: Owed, answer: Answer) -> Owed:
        """What came of an attempt: it arrived, it is tried later, or people have to do it."""
        if answer.received:
            return self.finished(owed, FINISH[owed.sort], answered=answer.said)
        last = answer.gone or owed.attempts >= len(WAITS)
        wait = 0.0 if last else WAITS[owed.attempts] * (1 + JITTER * random.random())
        state, seconds = "failed" if last else "waiting", max(wait, answer.wait or 0.0)
        self.run("owed later", owed.sort, id=owed.id, state=state, answered=answer.said, seconds=seconds)
        if last:
            self.enter(owed, state)
        return self.owed(owed.sort, id=owed.id)[0]

    def enter(self, owed: Owed, state: str) -> None:
        """Add it to the ledger: to whom and what, not by which key they know the person."""
        detail: dict[str, Json] = {owed.sort: owed.id, TO[owed.sort]: owed.to, "what": owed.what}
        entry = Entry(what=f"{owed.sort} {state}", actor=self.actor, subject=owed.pseudonym, detail=detail)
        record(self.connection, entry)


_COLUMNS = (
    "sort", "id", "to", "what", "state", "categories", "kind", "key", "pseudonym", "about", "disclosures", "assigned",
    "request", "since", "due_at", "overdue", "message", "attempts", "next_at", "answered", "evidence", "done_by",
    "done_at",
)  # fmt: skip


def _owed(row: tuple[Any, ...]) -> Owed:
    said = dict(zip(_COLUMNS, row, strict=True))
    key = said.pop("key")
    said["categories"], said["disclosures"] = (tuple(said[name] or ()) for name in ("categories", "disclosures"))
    return Owed(**said, key=tuple(key) if key is not None else None)
