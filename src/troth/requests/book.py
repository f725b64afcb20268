"""One transaction in which requests are read and moved on: every step is written down, and in the ledger too.

It may be a transaction of the desk, or one of the tables' owner in which an erasure is carried out: a request and what
was done for it are committed together, or neither is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, NoReturn

import psycopg
from psycopg import sql

from troth.compiler.stored.request_states import OPEN
from troth.compiler.stored.requests import FINISHED
from troth.errors import Refused
from troth.findings import Finding, Place
from troth.ledger.entry import Entry, Json
from troth.ledger.store import record
from troth.policy.model import Policy
from troth.policy.requests import LONGEST, Asks, Level
from troth.postgres.parameters import as_json
from troth.postgres.statements import statement
from troth.requests.request import Request, Step, in_words
from troth.requests.rules import Asked, checked_move

NO_SUCH = "TR760"


@dataclass(frozen=True)
class Book:
    """The requests of a deployment, in one transaction. `actor` is who does what is written down."""

    connection: psycopg.Connection[Any]
    policy: Policy
    actor: str

    def run(self, name: str, **given: Any) -> list[tuple[Any, ...]]:
        """The rows of a named statement (none for a statement that returns nothing)."""
        cursor = self.connection.execute(statement(name), given)
        return cursor.fetchall() if cursor.description is not None else []

    @cached_property
    def moment(self) -> tuple[datetime, date]:
        """Now, and today in the policy's time zone."""
        ((now, today),) = self.run("request now")
        return now, today

    def due(self, received: datetime, more: str = "0 days") -> date:
        """The day by which a request that came in then has to be answered; `more`: by how much it was extended."""
        length = {"within": str(self.policy.requests.within), "law": str(LONGEST), "more": more}
        ((day,),) = self.run("request due", zone=self.policy.time_zone, received=received, **length)
        return day  # type: ignore[no-any-return]

    # -- reading -----------------------------------------------------------------------------------------------------

    def all(
        self, *, id: int | None = None, pseudonym: str | None = None, states: tuple[str, ...] | None = None
    ) -> tuple[Request, ...]:
        """Requests, overdue ones first, then by the day on which they are due."""
        asked = {"id": id, "pseudonym": pseudonym, "states": list(states) if states else None, "open": list(OPEN)}
        asked["finished"] = list(FINISHED)
        return tuple(_request(row) for row in self.run("request read", **asked))

    def one(self, request: int) -> Request:
        """One request. Raises Refused (TR760)."""
        found = self.all(id=request)
        if not found:
            no_such(request)
        return found[0]

    def locked(self, request: int) -> Request:
        """One request, that nobody else moves until the transaction ends. Raises Refused (TR760)."""
        self.run("request lock", id=request)
        return self.one(request)

    def steps(self, request: int) -> tuple[Step, ...]:
        """Everything that was done with a request, the oldest step first."""
        names = ("verb", "state", "detail", "actor", "login", "at")
        return tuple(Step(**dict(zip(names, row, strict=True))) for row in self.run("request steps", request=request))

    # -- moving ------------------------------------------------------------------------------------------------------

    def move(self, request: Request, verb: str, asked: Asked, **changes: Any) -> Request:
        """Move a request on, if that can be done now. Raises Refused (TR761 to TR769)."""
        move = checked_move(request, verb, asked, self.policy)
        state = move.leads_to(request.state)
        self.change(request.id, state=state, **changes)
        said = {"because": asked.because, "ground": asked.ground, "told": asked.told, "decision": asked.decision}
        level = {"level": str(asked.level)} if asked.level else {}
        self.write(request.id, verb, state, {**level, **said, **asked.more})
        moved = self.one(request.id)
        self.enter(moved, verb)
        return moved

    def change(self, request: int, **changes: Any) -> None:
        """Write some of a request's columns."""
        parts = (sql.SQL("{} = {}").format(sql.Identifier(name), sql.Placeholder(name)) for name in changes)
        query = statement("request change").format(changes=sql.SQL(", ").join(parts))
        self.connection.execute(query, {"id": request, **changes})

    def write(self, request: int, verb: str, state: str, detail: Mapping[str, Any]) -> None:
        """Add a step to the life of a request."""
        said = as_json({name: part for name, part in detail.items() if part is not None})
        self.run("request step", request=request, verb=verb, state=state, detail=said, actor=self.actor)

    def enter(self, request: Request, verb: str) -> None:
        """Add the step to the ledger: no reason and no evidence, which may name somebody."""
        detail: dict[str, Json] = {"request": request.id, "asks": str(request.asks), "state": request.state}
        said = {"decision": request.decision, "ground": request.ground, "due_on": request.due_on.isoformat()}
        detail |= {name: part for name, part in said.items() if part is not None}
        entry = Entry(what=f"request {in_words(verb)}", actor=self.actor, subject=request.pseudonym, detail=detail)
        record(self.connection, entry)


def no_such(request: int) -> NoReturn:
    """Refuse a number that no request has."""
    message, hint = f"there is no request {request}", "`troth request list --all` shows every one"
    why = "each request has its own number, under which everything about it is written down"
    raise Refused(Finding(code=NO_SUCH, message=message, where=Place(object=f"request {request}"), why=why, hint=hint))


_COLUMNS = (
    "id", "asks", "state", "kind", "key", "pseudonym", "scope", "channel", "received_at", "due_on", "extended_on",
    "level", "how", "proof", "carried_out_at", "decision", "ground", "because", "answer", "evidence", "closed_at",
    "overdue", "left",
)  # fmt: skip


def _request(row: tuple[Any, ...]) -> Request:
    said = dict(zip(_COLUMNS, row, strict=True))
    scope, key = said.pop("scope"), said.pop("key")
    return Request(
        **said | {"asks": Asks(said["asks"]), "level": Level(said["level"])},
        key=tuple(key) if key is not None else None,
        categories=tuple(scope.get("categories", ())),
        purposes=tuple(scope.get("purposes", ())),
    )
