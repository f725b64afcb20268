"""Taking requests in, finding out who asks, answering in time, and laying them aside: each verb is one transaction."""

from __future__ import annotations

import getpass
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import psycopg

from troth.compiler.names import Names
from troth.compiler.stored.request_states import OPEN
from troth.policy.requests import EXTENSION, Asks
from troth.postgres.logins import Logins
from troth.postgres.parameters import as_json
from troth.requests.asking import Asking, find_key, known_key
from troth.requests.book import Book
from troth.requests.opening import Opening, opened
from troth.requests.request import Request, Step, in_words
from troth.requests.rules import Asked, checked_decision, checked_level, mismatch
from troth.standing.desk import Desk
from troth.standing.words import Key, Outcome

AnyConnection = psycopg.Connection[Any]


class Requests:
    """The requests of one deployment. `secret` is what senders who are nobody in the database are hashed with.

    All verbs raise Refused: TR760 no such request, TR761 not in this state, TR764 a reason is missing.
    """

    def __init__(self, desk: Desk, logins: Logins, names: Names, *, secret: Callable[[], str | None]) -> None:
        self._desk = desk
        self._logins = logins
        self._names = names
        self._secret = secret

    @contextmanager
    def _book(self, actor: str | None = None) -> Iterator[Book]:
        who = actor or getpass.getuser()
        settings = {"troth.actor": who, "application_name": f"troth: {who}"}
        with self._logins.transaction(self._names.desk, settings=settings) as connection:
            yield Book(connection, self._desk.policy, who)

    # -- looking -----------------------------------------------------------------------------------------------------

    def get(self, request: int) -> Request:
        """One request. Raises Refused (TR760)."""
        with self._book() as book:
            return book.one(request)

    def list(self, *, all: bool = False, kind: str | None = None, key: Key | None = None) -> tuple[Request, ...]:
        """The open requests, or all of them, or those of one person; overdue ones first."""
        with self._book() as book:
            if kind is None:
                return book.all(states=None if all else OPEN)
            pseudonym = known_key(book, self._desk, kind, key).pseudonym
            return book.all(pseudonym=pseudonym) if pseudonym else ()

    def steps(self, request: int) -> tuple[Step, ...]:
        """Everything that was done with a request, the oldest step first."""
        with self._book() as book:
            book.one(request)
            return book.steps(request)

    # -- coming in ---------------------------------------------------------------------------------------------------

    def open(
        self,
        asks: str,
        *,
        kind: str | None = None,
        key: Key | None = None,
        contact: str | None = None,
        categories: Sequence[str] = (),
        purposes: Sequence[str] = (),
        channel: str = "email",
        received: date | datetime | None = None,
        evidence: Mapping[str, object] | None = None,
        retry_key: str | None = None,
        actor: str | None = None,
    ) -> Outcome:
        """Take a request in; its number is the outcome's `id`, `changed` is false if it was there already.

        Who asks is said by kind and key, or, as long as that is not known, by `contact`, of which only a keyed hash is
        kept. `evidence` says where the words themselves lie. The time counts from the day on which it was `received`.
        With the same `retry_key` nothing is opened twice. Raises Refused also: TR701 to TR703, TR770, TR771.
        """
        opening = Opening(
            asks=asks, kind=kind, key=key, contact=contact, categories=tuple(categories), purposes=tuple(purposes),
            channel=channel, received=received, evidence=evidence, retry_key=retry_key,
        )  # fmt: skip
        with self._book(actor) as book:
            return opened(book, self._desk, opening, self._secret)

    def ask_identity(self, request: int, *, because: str, actor: str | None = None) -> Outcome:
        """Ask the person to show who they are, because of a reasonable doubt (Art. 12(6) GDPR)."""
        return self._moved(request, "ask_identity", actor, because=because)

    def verify(
        self,
        request: int,
        *,
        level: str,
        how: str,
        kind: str | None = None,
        key: Key | None = None,
        proof: str | None = None,
        actor: str | None = None,
    ) -> Outcome:
        """Write down who asks and how that is known. `level` is contact, login or document; none if none is needed.

        `proof` says where further proof lies: that serves this alone, and is to be destroyed once it is decided.
        Raises Refused also: TR701 to TR703, TR762 not sure enough, TR763 it is another person's, TR769 nobody is named.
        """
        sure = checked_level(level)
        with self._book(actor) as book:
            found = book.locked(request)
            asking = find_key(book, self._desk, kind, key) if kind else Asking.of(found)
            if found.pseudonym and asking.pseudonym != found.pseudonym:
                mismatch(found, f"it is of {found.who}, and not of {kind} {key}")
            asked = Asked(today=book.moment[1], level=sure, kind=asking.kind, more={"how": how})
            moved = book.move(found, "verify", asked, level=str(sure), how=how, proof=proof, **asking.columns)
            return self._said(moved, f"{moved.who} asks: {sure.says}")

    # -- at work -----------------------------------------------------------------------------------------------------

    def start(self, request: int, *, actor: str | None = None) -> Outcome:
        """Begin to work on it, or go on."""
        return self._moved(request, "start", actor)

    def wait(self, request: int, *, because: str, actor: str | None = None) -> Outcome:
        """Wait for the person or for somebody else. The time for the answer runs on."""
        return self._moved(request, "wait", actor, because=because)

    def extend(self, request: int, *, because: str, told: str, actor: str | None = None) -> Outcome:
        """Take two more months, once; `told` says how the person was told why. Raises Refused also with TR765."""
        with self._book(actor) as book:
            found = book.locked(request)
            today = book.moment[1]
            due = book.due(found.received_at, more=str(EXTENSION))
            asked = Asked(today=today, because=because, told=told, more={"due_on": due})
            moved = book.move(found, "extend", asked, due_on=due, extended_on=today)
            return self._said(moved, f"it is due on {moved.due_on} now: {because}")

    def carrying_out(
        self, request: int, *, asks: str, kind: str, key: Key, actor: str | None = None
    ) -> Callable[[AnyConnection], None]:
        """What a deed runs first in its own transaction, so that it and the request are committed together.

        Raises Refused in there: TR761 it is not verified, TR763 it is another person's or asks for something else.
        """
        who = actor or getpass.getuser()

        def carry_out(connection: AnyConnection) -> None:
            book = Book(connection, self._desk.policy, who)
            self._carry_out(book, self._of(book, request, asks=asks, kind=kind, key=key), {})

        return carry_out

    @contextmanager
    def doing(self, request: int, *, asks: str, kind: str, key: Key, actor: str | None = None) -> Iterator[None]:
        """A word of the desk is said for a request: restrict, object or withdraw, inside the block.

        The request is moved on and the word is said in one transaction, with the notices that the word owes. Raises as
        carrying_out().
        """
        who = actor or getpass.getuser()
        with self._desk.transaction(who) as one:
            book = Book(one.connection, self._desk.policy, who)
            ((before,),) = book.run("request clock")
            found = self._carry_out(book, self._of(book, request, asks=asks, kind=kind, key=key), {})
            yield
            book.run("notice belongs", request=request, pseudonym=found.pseudonym, what=asks, since=before)

    def _of(self, book: Book, request: int, *, asks: str, kind: str, key: Key) -> Request:
        """A request that asks for this, for this person. Raises Refused (TR760, TR763)."""
        found = book.locked(request)
        person = known_key(book, self._desk, kind, key)
        if found.asks != asks:
            mismatch(found, f"it asks for {found.asks}, and not for {asks}")
        # Who was erased has no pseudonym any more, and whoever has their key now has another one.
        told = (person.pseudonym, found.pseudonym) if person.pseudonym else (person.key, found.key)
        if told[0] != told[1]:
            mismatch(found, f"it is of {found.who}, and not of {kind} {key}")
        return found

    def carried_out(self, request: int, *, did: str, actor: str | None = None) -> Outcome:
        """Write down that what was asked for has been done by other means: `did` says how."""
        with self._book(actor) as book:
            moved = self._carry_out(book, book.locked(request), {"did": did})
            return self._said(moved, f"it was carried out: {did}")

    def _carry_out(self, book: Book, request: Request, more: Mapping[str, Any]) -> Request:
        now, today = book.moment
        return book.move(request, "carry_out", Asked(today=today, more=more), carried_out_at=now)

    # -- answering ---------------------------------------------------------------------------------------------------

    def answer(
        self,
        request: int,
        *,
        decision: str = "granted",
        told: str,
        digest: str | None = None,
        ground: str | None = None,
        because: str | None = None,
        actor: str | None = None,
    ) -> Outcome:
        """The person has their answer: granted, partly (with the ground of what is refused), or nothing_held.

        `told` says how it was handed over, `digest` is the SHA-256 of what was. Raises Refused also: TR762 who asks is
        not known, TR766 nothing was carried out yet.
        """
        checked_decision(decision, ground, because)
        with self._book(actor) as book:
            answer = {"handed_over": told, "digest": digest, **self._gone_by(book, request)}
            asked = Asked(
                today=book.moment[1], decision=decision, ground=ground, because=because, told=told,
                more={"digest": digest},
            )  # fmt: skip
            return self._decided(book, request, "answer", asked, answer)

    def _gone_by(self, book: Book, request: int) -> dict[str, str]:
        """By when places such as backups have forgotten what was erased for a request: it belongs to the answer."""
        found, systems = book.one(request), self._desk.declared.data_map.elsewhere
        if found.asks is not Asks.ERASE or found.carried_out_at is None:
            return {}
        zone = ZoneInfo(book.policy.time_zone)
        asked = {"on": found.carried_out_at.astimezone(zone).date()}
        after = {name: system.gone_after for name, system in systems.items() if system.gone_after}
        gone = {name: book.run("request gone by", **asked, after=length)[0][0] for name, length in after.items()}
        return {f"gone from {name} by": day.isoformat() for name, day in gone.items()}

    def refuse(self, request: int, *, ground: str, because: str, told: str, actor: str | None = None) -> Outcome:
        """Refuse it on a ground of the law, with the reason in words; `told` says how the person was told."""
        with self._book(actor) as book:
            asked = Asked(today=book.moment[1], decision="refused", ground=ground, because=because, told=told)
            return self._decided(book, request, "refuse", asked, {"told": told})

    def withdraw(self, request: int, *, because: str | None = None, actor: str | None = None) -> Outcome:
        """The person takes it back."""
        with self._book(actor) as book:
            asked = Asked(today=book.moment[1], because=because)
            return self._decided(book, request, "withdraw", asked, {})

    def _decided(self, book: Book, request: int, verb: str, asked: Asked, answer: Mapping[str, Any]) -> Outcome:
        """A decision, with which the further proof of identity has served."""
        found = book.locked(request)
        changes = {"decision": asked.decision, "ground": asked.ground, "because": asked.because}
        said = {name: part for name, part in answer.items() if part is not None}
        moved = book.move(found, verb, asked, **changes, answer=as_json(said), proof=None)
        if found.proof is not None:
            about = as_json({"proof": found.proof})
            book.run("request proof", kind=found.kind, pseudonym=found.pseudonym, request=request, about=about)
        gone = [f"; {name} {day}" for name, day in said.items() if name.startswith("gone from ")]
        return self._said(moved, f"it is {in_words(asked.decision or moved.state)}" + "".join(gone))

    def close(self, request: int, *, actor: str | None = None) -> Outcome:
        """Lay it aside: from here on only a pseudonym says who asked. Raises Refused also with TR768."""
        with self._book(actor) as book:
            found = book.locked(request)
            now, today = book.moment
            moved = book.move(found, "close", Asked(today=today), closed_at=now, key=None, contact=None)
            return self._said(moved, "it is closed")

    # -- shared ------------------------------------------------------------------------------------------------------

    def _moved(self, request: int, verb: str, actor: str | None, because: str | None = None) -> Outcome:
        with self._book(actor) as book:
            moved = book.move(book.locked(request), verb, Asked(today=book.moment[1], because=because))
            return self._said(moved, f"it is {in_words(moved.state)}" + (f": {because}" if because else ""))

    @staticmethod
    def _said(request: Request, what: str) -> Outcome:
        return Outcome(said=f"request {request.id} ({request.what} of {request.who}): {what}", id=request.id)
