"""Playing with the canary: its steps through the windows, words at the desk, a later clock, all in one transaction.

The tables' owner may become every window's role; so one connection can be each of them in turn, see just what that
window sees, and undo all of it in the end. What sequences have given out is not given out again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, cast

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from troth.checks.declared import Declared
from troth.compiler.build import Compiled
from troth.compiler.enforced.readers import SETTING
from troth.compiler.names import STANDING_SCHEMA, recipient_schema, window_schema
from troth.errors import Refused, TrothError
from troth.findings import Finding, Level, Place
from troth.policy.period import Period
from troth.postgres.ddl import as_role
from troth.postgres.logins import BlockConnection, Logins
from troth.session.tickets import Tickets
from troth.standing.desk import Desk
from troth.standing.subject import Subject
from troth.verify.canary.model import CanaryFile, CanaryPerson, Step

CANNOT = "TR545"

REFUSALS = (
    psycopg.errors.InsufficientPrivilege,
    psycopg.errors.IntegrityError,
    psycopg.errors.RaiseException,
    psycopg.errors.WithCheckOptionViolation,
)
"""How PostgreSQL says no to what a purpose may not do."""
UNSEEN = (psycopg.errors.UndefinedTable, psycopg.errors.UndefinedColumn, psycopg.errors.InvalidSchemaName)
"""How it says that a window does not show something, and that a statement is simply wrong."""

MOST_ROWS = 1_000
ACTOR = "canary"


@dataclass(frozen=True)
class Played:
    """A made-up person who has signed up."""

    name: str
    kind: str
    key: tuple[Any, ...]

    @property
    def said_key(self) -> Any:
        """The key as the desk takes it."""
        return self.key[0] if len(self.key) == 1 else self.key


@dataclass(frozen=True)
class Answer:
    """What a statement came to: its rows, or how it was refused."""

    count: int = 0
    rows: tuple[Mapping[str, Any], ...] = ()
    refused: str | None = None
    unseen: bool = False


class OneConnection:
    """What the desk logs in with, where everything is one connection that becomes each role in turn."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.connection = connection

    @contextmanager
    def transaction(
        self, role: str, *, settings: Mapping[str, str] | None = None, then: sql.Composed | sql.SQL | None = None
    ) -> Iterator[BlockConnection]:
        """A savepoint, as this role."""
        with self.connection.transaction():
            self.connection.execute(sql.SQL("set local role {}").format(sql.Identifier(role)))
            if then is not None:
                self.connection.execute(then)
            yield cast(BlockConnection, self.connection)
            self.connection.execute("set local role none")


@dataclass
class Canary:
    """The made-up people of one policy on one database, and what is done with them."""

    connection: psycopg.Connection[Any]
    compiled: Compiled
    declared: Declared
    file: CanaryFile
    variables: dict[str, Any] = field(default_factory=dict)
    failed: dict[str, Finding] = field(default_factory=dict)
    seen: dict[Any, Any] = field(default_factory=dict)
    """What was tried with the people who have signed up, and is not tried again."""

    @cached_property
    def desk(self) -> Desk:
        logins = cast(Logins, OneConnection(self.connection))
        return Desk(logins, self.declared, self.compiled.names, compiled=lambda: self.compiled)

    # -- people ------------------------------------------------------------------------------------------------------

    @contextmanager
    def signed_up(self) -> Iterator[None]:
        """Until the end of the block the people are there. Who could not sign up is in `failed`, with why."""
        with self.connection.transaction(force_rollback=True):
            # `current_date` in a step is the policy's day, wherever and whenever it is played.
            zone = self.compiled.policy.time_zone
            self.connection.execute("select pg_catalog.set_config('TimeZone', %s, true)", [zone])
            for name, person in self.file.people.items():
                try:
                    with self.connection.transaction():
                        for number, step in enumerate(person.steps, start=1):
                            self._must(name, number, step)
                        self._has_key(name, person)
                except TrothError as problem:
                    self.failed[name] = problem.findings[0]
            yield
        self.variables.clear()
        self.seen.clear()

    def _must(self, name: str, number: int, step: Step) -> None:
        """Play a step of signing up, which must succeed. Raises Refused (TR545)."""
        try:
            answer = self.play(step)
        except psycopg.Error as problem:
            raise Refused(_cannot(name, number, problem.diag.message_primary or str(problem))) from None
        except TrothError as problem:
            raise Refused(_cannot(name, number, problem.findings[0].message)) from None
        if answer.refused is not None and not step.expects:
            raise Refused(_cannot(name, number, answer.refused))

    def _has_key(self, name: str, person: CanaryPerson) -> None:
        if missing := self._missing(name, person):
            raise Refused(
                _cannot(name, len(person.steps), f"no statement has returned `{missing[0]}`, which is the key")
            )

    def _missing(self, name: str, person: CanaryPerson) -> list[str]:
        return [part for part in person.key or (name,) if part not in self.variables]

    def people(self, kind: str | None = None) -> tuple[Played, ...]:
        """Who has signed up, or is about to and has a key already, of one kind or of all."""
        return tuple(
            Played(name, person.kind or name, self._key(name, person))
            for name, person in self.file.people.items()
            if name not in self.failed and kind in (None, person.kind or name) and not self._missing(name, person)
        )

    def _key(self, name: str, person: CanaryPerson) -> tuple[Any, ...]:
        return tuple(self.variables[part] for part in person.key or (name,))

    def person(self, name: str | None) -> Played:
        """One of the people, or the first. Raises Refused (TR545)."""
        found = next((each for each in self.people() if name in (None, each.name)), None)
        if found is None:
            raise Refused(_cannot(name or "nobody", 0, "this person has not signed up"))
        return found

    # -- steps -------------------------------------------------------------------------------------------------------

    def play(self, step: Step) -> Answer:
        """Do what one step says. What PostgreSQL refuses is an answer; a statement that is wrong raises."""
        if step.at is not None:
            self.later(step.at)
        if step.word is not None:
            word, what = step.word
            self.say(self.person(step.who), word, what, role=step.role)
        if step.run is None:
            return Answer()
        return self.run(step, step.run)

    def run(self, step: Step, statement: str) -> Answer:
        role, path = self._where(step)
        if step.to is not None and self.compiled.policy.recipients[step.to].by_ticket:
            self.show_ticket(step.to, self.person(step.who) if step.who else None)
        try:
            answer = self.as_role(role, path, statement.encode())
        except REFUSALS as problem:
            return Answer(refused=problem.diag.message_primary or str(problem))
        except UNSEEN as problem:
            if role is None:
                raise
            self._is_sound(statement)
            return Answer(refused=problem.diag.message_primary or str(problem), unseen=True)
        if answer.rows and not step.expects:
            self.variables |= answer.rows[0]
        return answer

    def show_ticket(self, window: str, person: Played | None, *, ago: float = 0) -> None:
        """From here on a ticket of this person for this window is shown, or none. `ago`: made so many seconds ago."""
        logins = cast(Logins, OneConnection(self.connection))
        tickets = Tickets(logins, self.compiled.policy, self.compiled.names)
        ahead = self._ahead() - ago
        shown = tickets.mint(person.kind, person.said_key, window, ahead=ahead) if person else ""
        self.connection.execute("select pg_catalog.set_config(%s, %s, true)", [SETTING, shown])

    def _ahead(self) -> float:
        """By how many seconds the clock of this transaction has been moved on."""
        query = sql.SQL("select extract(epoch from {}() - pg_catalog.now())::double precision")
        row = self.connection.execute(query.format(sql.Identifier(STANDING_SCHEMA, "clock"))).fetchone()
        return float(row[0]) if row else 0.0

    def _where(self, step: Step) -> tuple[str | None, Sequence[str]]:
        names = self.compiled.names
        if step.for_ is not None:
            return names.window(step.for_), [window_schema(step.for_)]
        if step.to is not None:
            return names.recipient(step.to), [recipient_schema(step.to)]
        return None, self._schemas

    @cached_property
    def _schemas(self) -> list[str]:
        return sorted({relation.schema for relation in self.compiled.mapped.tables})

    @property
    def path(self) -> list[sql.Identifier]:
        """The search path of the company's own code."""
        return [sql.Identifier(schema) for schema in self._schemas]

    def _is_sound(self, statement: str) -> None:
        """A statement that a window refuses because it does not see something must be one that the owner could run."""
        with self.connection.transaction(force_rollback=True):
            self.as_role(None, self._schemas, statement.encode())

    def as_role(
        self, role: str | None, path: Sequence[str], statement: bytes | sql.Composable, *, again: bool = False
    ) -> Answer:
        """Run a statement as a role (or the owner) with a search path. Raises what PostgreSQL raises.

        `again`: it stays planned, because it will be run again.
        """
        with self.connection.transaction(), self.connection.cursor(row_factory=dict_row) as cursor:
            found = sql.SQL(", ").join(map(sql.Identifier, path)) if path else sql.SQL("''")
            becomes = sql.Identifier(role) if role is not None else sql.SQL("none")
            cursor.execute(
                sql.SQL("set local search_path = {}; set local role {}").format(found, becomes), prepare=False
            )
            cursor.execute(
                cast(bytes, statement), self.variables if isinstance(statement, bytes) else None, prepare=again or None
            )
            rows = tuple(cursor.fetchmany(MOST_ROWS)) if cursor.description is not None else ()
            answer = Answer(count=cursor.rowcount, rows=rows)
            cursor.execute("set local role none; set local search_path = ''", prepare=False)
        return answer

    # -- words and time ----------------------------------------------------------------------------------------------

    def subject(self, person: Played) -> Subject:
        """A person at the desk, on this connection."""
        return Subject(self.desk, person.kind, person.said_key)

    def say(self, person: Played, word: str, what: str = "", *, role: str | None = None) -> None:
        """One word about a person, as the desk takes it down. Raises Refused."""
        subject = self.subject(person)
        match word:
            case "consent" | "confirm":
                getattr(subject, word)(what, evidence={"canary": True}, actor=ACTOR)
            case "restrict":
                subject.restrict(what, actor=ACTOR, because=ACTOR)
            case "approve" | "disapprove":
                getattr(subject, word)(what, role=role or "", because=ACTOR, actor=ACTOR)
            case "lift" | "notified":
                getattr(subject, word)(actor=ACTOR)
            case "child_found":
                subject.child_found(because=ACTOR, actor=ACTOR)
            case _:
                getattr(subject, word)(what, actor=ACTOR)

    def later(self, length: Period | str) -> None:
        """The clock of this transaction says that so much time has passed since now: `31 days`."""
        zone = sql.Literal(self.compiled.policy.time_zone)
        move = sql.SQL(
            "create or replace function {clock}() returns timestamp with time zone language sql stable parallel safe "
            "return pg_catalog.timezone({zone}, pg_catalog.timezone({zone}, pg_catalog.now()) + {length}::interval)"
        ).format(clock=sql.Identifier(STANDING_SCHEMA, "clock"), zone=zone, length=sql.Literal(str(length)))
        for statement in as_role(self.compiled.names.keeper, [move]):
            self.connection.execute(statement)


def _cannot(name: str, number: int, why: str) -> Finding:
    return Finding(
        code=CANNOT,
        message=f"the canary `{name}` cannot sign up: step {number}: {why}",
        where=Place(file="canary.yaml", object=name),
        why="what is proved by playing with it is unproved until it can",
        hint="does the step still fit the windows? Run its statement as the window's login",
        level=Level.WARNING,
    )
