"""How a request comes in: once, however often it is sent, with the day on which it has to be answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from troth.compiler.stored.request_states import FIRST, OPEN
from troth.compiler.stored.requests import CHANNELS
from troth.policy.requests import Asks, Level
from troth.postgres.parameters import as_json
from troth.requests.asking import Asking, contact_hash, find_key
from troth.requests.book import Book
from troth.requests.request import Request
from troth.requests.rules import Asked, checked_words, refused
from troth.standing.desk import Desk
from troth.standing.words import Key, Outcome

UNPROVED = "no proof of identity is asked for this"


@dataclass(frozen=True, kw_only=True)
class Opening:
    """What is said of a request that comes in."""

    asks: str
    kind: str | None
    key: Key | None
    contact: str | None
    categories: tuple[str, ...]
    purposes: tuple[str, ...]
    channel: str
    received: date | datetime | None
    evidence: Mapping[str, object] | None
    retry_key: str | None

    @property
    def scope(self) -> dict[str, list[str]]:
        """How far it reaches, as it is stored: everything, if nothing is named."""
        parts = {"categories": sorted(set(self.categories)), "purposes": sorted(set(self.purposes))}
        return {name: part for name, part in parts.items() if part}


def opened(book: Book, desk: Desk, opening: Opening, secret: Callable[[], str | None]) -> Outcome:
    """Take a request in, unless it is there already. Raises Refused."""
    checked_words(book.policy, asks=opening.asks, channel=opening.channel, categories=opening.categories,
                  purposes=opening.purposes, channels=CHANNELS)  # fmt: skip
    asking = find_key(book, desk, opening.kind, opening.key)
    contact = contact_hash(opening.contact, secret() if opening.contact else None)
    if asking.pseudonym is None and contact is None and not opening.evidence:
        raise refused(("nothing says who asks", "give kind and key, or a contact, or evidence of where it lies"))
    received = _received(book, opening.received)
    book.run("request alone")
    known = _known(book, opening, asking, contact)
    if known is not None:
        return known
    return _open(book, opening, asking, contact=contact, received=received)


def _received(book: Book, said: date | datetime | None) -> datetime:
    """When it came in, which is not later than now. A day begins with its midnight in the policy's zone."""
    now, _ = book.moment
    zone = ZoneInfo(book.policy.time_zone)
    if said is None:
        return now
    if not isinstance(said, datetime):
        said = datetime.combine(said, time(), zone)
    received = said if said.tzinfo else said.replace(tzinfo=zone)
    if received > now:
        raise refused((f"{said} has not come yet", "say the moment or the day on which it came in"))
    return received


def _known(book: Book, opening: Opening, asking: Asking, contact: str | None) -> Outcome | None:
    """The request that this one is, if it came in before. Raises Refused if its retry key was another one's."""
    scope = opening.scope
    if opening.retry_key:
        for number, asks, pseudonym, sender, reach in book.run("request tried", retry_key=opening.retry_key):
            if (asks, pseudonym, reach) == (opening.asks, asking.pseudonym, scope) and sender in (contact, None):
                return Outcome(said=f"it was opened before: request {number}", changed=False, id=number, people=0)
            message = f"the retry key was used for request {number}, which is another one"
            raise refused((message, "take a new key for each request"))
    asked = {"asks": opening.asks, "scope": as_json(scope), "pseudonym": asking.pseudonym, "contact": contact}
    alike = book.run("request alike", open=list(OPEN), **asked)
    if not alike:
        return None
    said = f"the same is open already: {book.one(alike[0][0])}"
    return Outcome(said=said, changed=False, id=alike[0][0], people=0)


def _open(book: Book, opening: Opening, asking: Asking, *, contact: str | None, received: datetime) -> Outcome:
    due, evidence = book.due(received), as_json(opening.evidence) if opening.evidence else None
    said: dict[str, Any] = {"asks": opening.asks, "scope": as_json(opening.scope), "channel": opening.channel}
    when = {"received": received, "due": due, "retry_key": opening.retry_key, "evidence": evidence}
    first = {"state": FIRST, "level": str(Level.NONE), "how": None, "contact": contact, **asking.columns}
    ((number,),) = book.run("request open", **said, **when, **first)
    book.write(number, "open", FIRST, {"channel": opening.channel, "received_at": received, "due_on": due})
    request = book.one(number)
    book.enter(request, "open")
    request = _verified_at_once(book, request)
    return Outcome(said=str(request), id=number)


def _verified_at_once(book: Book, request: Request) -> Request:
    """Where no proof of identity is needed, nobody has to write down that there is none."""
    named = request.key is not None or request.asks is Asks.QUESTION
    if book.policy.requests.needed(request.asks) is not Level.NONE or not named:
        return request
    asked = Asked(today=book.moment[1], level=Level.NONE, more={"how": UNPROVED})
    return book.move(request, "verify", asked, how=UNPROVED)
