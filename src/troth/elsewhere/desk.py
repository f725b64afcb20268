"""Where notices and tasks are sent off, and where people write down what they have done about them."""

from __future__ import annotations

import getpass
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from troth.checks import Declared
from troth.compiler.names import Names
from troth.compiler.stored.requests import DEEDS, FINISHED
from troth.elsewhere.book import Book
from troth.elsewhere.owed import FINISH, NOTICE, TO, Owed, no_such, unsaid
from troth.elsewhere.secrets import Secrets
from troth.elsewhere.webhook import Answer, Message, send
from troth.errors import Unavailable
from troth.postgres.logins import Logins
from troth.standing.words import Outcome
from troth.tables.elsewhere import WEBHOOK

Sender = Callable[[str, Message, tuple[bytes, ...]], Answer]

Address = tuple[str, tuple[bytes, ...]]
"""Where something is sent to, and the secrets it is signed with."""


@dataclass(frozen=True, kw_only=True)
class Sent:
    """What a round of sending came to."""

    arrived: tuple[Owed, ...] = ()
    later: tuple[Owed, ...] = ()
    """Attempts that failed, and are made again."""
    failed: tuple[Owed, ...] = ()
    """Those that are left to people now."""
    unsigned: tuple[str, ...] = ()
    """Recipients and systems for which there is no secret to sign with."""

    @property
    def sound(self) -> bool:
        """Whether nothing went wrong."""
        return not (self.later or self.failed or self.unsigned)

    def __str__(self) -> str:
        lines = [str(each) for each in (*self.arrived, *self.later, *self.failed)]
        lines += [f"nothing is sent to {name}: there is no secret to sign with" for name in self.unsigned]
        counts = f"{len(self.arrived)} arrived, {len(self.later)} to be tried again, {len(self.failed)} left to people"
        return "\n".join([*lines, counts])

    def to_json(self) -> dict[str, object]:
        """The same as plain data."""
        parts = {"arrived": self.arrived, "later": self.later, "failed": self.failed}
        return {name: [each.to_json() for each in part] for name, part in parts.items()} | {"unsigned": self.unsigned}


class Elsewhere:
    """The notices and tasks of one deployment. `secrets` are those that messages are signed with."""

    def __init__(
        self, declared: Declared, logins: Logins, names: Names, *, secrets: Callable[[], Secrets], sender: Sender = send
    ) -> None:
        self._declared = declared
        self._logins = logins
        self._names = names
        self._secrets = secrets
        self._send = sender

    @contextmanager
    def _book(self, actor: str | None = None) -> Iterator[Book]:
        who = actor or getpass.getuser()
        settings = {"troth.actor": who, "application_name": f"troth: {who}"}
        with self._logins.transaction(self._names.desk, settings=settings) as connection:
            yield Book(connection, who)

    def list(self, *, request: int | None = None, all: bool = False) -> tuple[Owed, ...]:
        """What is owed to others, notices before tasks; with what is done already, if all are asked for."""
        with self._book() as book:
            return tuple(each for sort in TO for each in book.owed(sort, request=request, everything=all))

    # -- by webhook --------------------------------------------------------------------------------------------------

    def send(self, *, again: bool = False) -> Sent:
        """Send what is due by webhook, each in a transaction of its own; `again`: what failed or waits, too, at once.

        What arrived and was not written down, because the sender died meanwhile, is sent again with the same id.
        """
        addresses, unsigned = self._addresses()
        if again:
            with self._book() as book:
                for sort in TO:
                    book.run("owed again", sort, names=[*addresses])
        done = [each for sort in TO for each in self._each_due(sort, addresses)]
        unsigned &= {each.to for each in self.list()} if unsigned else set()
        return Sent(
            arrived=tuple(each for each in done if each.state in FINISHED),
            later=tuple(each for each in done if each.state == "waiting"),
            failed=tuple(each for each in done if each.state == "failed"),
            unsigned=tuple(sorted(unsigned)),
        )

    def _each_due(self, sort: str, addresses: Mapping[str, Address]) -> Iterator[Owed]:
        while True:
            with self._book() as book:
                owed = book.take(sort, names=[*addresses])
                if owed is None:
                    return
                address, secrets = addresses[f"{owed.to} {owed.what}"]
                answer = self._send(address, _message(owed, self._declared.policy.policy), secrets)
                tried = book.tried(owed, answer)
            yield tried

    def _addresses(self) -> tuple[Mapping[str, Address], set[str]]:
        """Where each is sent to, by name and deed; and those for whom there is no secret to sign with."""
        found, unsigned, secrets = dict[str, Address](), set[str](), self._secrets()
        for name, deed, address in self._hooks():
            try:
                found[f"{name} {deed}"] = (address, secrets.find(name))
            except Unavailable:
                unsigned.add(name)
        return found, unsigned

    def _hooks(self) -> Iterator[tuple[str, str, str]]:
        for name, recipient in self._declared.policy.recipients.items():
            if recipient.notify is not None:
                yield from ((name, deed, recipient.notify.webhook) for deed in DEEDS)
        for name, system in self._declared.data_map.elsewhere.items():
            told = [deed for deed in DEEDS if system.errand(deed) == WEBHOOK]
            yield from ((name, deed, system.webhook) for deed in told if system.webhook)

    # -- by people ---------------------------------------------------------------------------------------------------

    def done(self, sort: str, number: int, *, evidence: str, actor: str | None = None) -> Outcome:
        """A recipient has confirmed a notice, or a task is done: `evidence` says how that is known."""
        if not evidence.strip():
            raise unsaid(sort, number, "say what shows it, such as a letter's number")
        return self._finish(sort, number, state=FINISH[sort], said=evidence, actor=actor)

    def impossible(self, sort: str, number: int, *, because: str, actor: str | None = None) -> Outcome:
        """It is impossible, or would take disproportionate effort (Art. 19 GDPR): it is given up, with the reason."""
        if not because.strip():
            raise unsaid(sort, number, "say why: the person may ask")
        return self._finish(sort, number, state="impossible", said=because, actor=actor)

    def _finish(self, sort: str, number: int, *, state: str, said: str, actor: str | None) -> Outcome:
        with self._book(actor) as book:
            owed = book.take(sort, id=number)
            if owed is None:
                raise no_such(sort, number)
            return Outcome(said=str(book.finished(owed, state, evidence=said)), id=number)

    def told(self, number: int, *, how: str, actor: str | None = None) -> Outcome:
        """A recipient was told by people, and has not confirmed it yet."""
        if not how.strip():
            raise unsaid(NOTICE, number, "say how and when it was told")
        with self._book(actor) as book:
            owed = book.take(NOTICE, id=number)
            if owed is None:
                raise no_such(NOTICE, number)
            book.run("owed sent", NOTICE, id=number, evidence=how)
            book.enter(owed, "sent")
            return Outcome(said=f"{owed.to} was told ({how}); it has not confirmed it yet", id=number)


def _message(owed: Owed, controller: str) -> Message:
    """What a receiver is told: whose data, which of it, and what is done or to be done; never the data itself."""
    known = {"subject": {"kind": owed.kind, "key": owed.key} if owed.key else None, "about": owed.about}
    data: dict[str, Any] = {"controller": controller, owed.sort: owed.id, "categories": owed.categories}
    data |= {name: part for name, part in known.items() if part}
    data |= {"due": owed.due_at.isoformat(), "disclosures": owed.disclosures}
    said = {name: part for name, part in data.items() if name != "disclosures" or owed.sort == NOTICE}
    return Message.of(owed.message, kind=f"{owed.sort}.{owed.what}", at=owed.since, data=said)
