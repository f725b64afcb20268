"""Who asks: a person of the database by key and pseudonym, or a sender of whom only a keyed hash is kept."""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from dataclasses import dataclass
from typing import Any

import psycopg

from troth.errors import Refused
from troth.findings import Finding, Place
from troth.ledger.store import pseudonym
from troth.postgres.parameters import as_json
from troth.requests.book import Book
from troth.requests.request import Request
from troth.standing.desk import Desk
from troth.standing.people import People, unknown_person
from troth.standing.words import Key

NO_SECRET = "TR770"


@dataclass(frozen=True, kw_only=True)
class Asking:
    """Who asks, as far as that is known."""

    kind: str | None = None
    key: tuple[Any, ...] | None = None
    pseudonym: str | None = None

    @classmethod
    def of(cls, request: Request) -> Asking:
        """Who is written down with a request."""
        return cls(kind=request.kind, key=request.key, pseudonym=request.pseudonym)

    @property
    def columns(self) -> dict[str, Any]:
        """The columns of a request that say who asks."""
        key = as_json(list(self.key)) if self.key is not None else None
        return {"kind": self.kind, "key": key, "pseudonym": self.pseudonym}


def find_key(book: Book, desk: Desk, kind: str | None, key: Key | None) -> Asking:
    """A person by kind and key, who is in the database or has been. They get a pseudonym if they have none.

    Raises Refused: TR701 there is no such person, TR702 the key does not fit, TR703 there is no such kind.
    """
    if kind is None or key is None:
        return Asking()
    people, parts = _spoken_of(book, desk, kind, key)
    known = _as_it_is(book, people, parts, "request heard")
    if known is None:
        raise Refused(unknown_person(kind, [parts]))
    return Asking(kind=kind, key=known, pseudonym=pseudonym(book.connection, kind, known))


def known_key(book: Book, desk: Desk, kind: str, key: Key) -> Asking:
    """A person by kind and key, whether or not there is one, with their pseudonym if they have one.

    Raises Refused: TR702 the key does not fit, TR703 there is no such kind.
    """
    known = _as_it_is(book, *_spoken_of(book, desk, kind, key), "request key") or ()
    rows = book.run("request pseudonym", kind=kind, key=as_json(list(known)))
    return Asking(kind=kind, key=known, pseudonym=rows[0][0] if rows else None)


def _spoken_of(book: Book, desk: Desk, kind: str, key: Key) -> tuple[People, tuple[Any, ...]]:
    """How statements speak of people of a kind, and a key of theirs in its parts. Raises Refused (TR702, TR703)."""
    columns = desk.key(book.connection, desk.table_of(kind))  # type: ignore[arg-type]  # it only reads the catalogue
    return People(kind=kind, key=columns), columns.parts(key)


def _as_it_is(book: Book, people: People, parts: tuple[Any, ...], name: str) -> tuple[Any, ...] | None:
    """A key as the database has it. Raises Refused (TR702)."""
    try:
        found = book.connection.execute(people.statement(name), people.given([parts])).fetchone()
    except (psycopg.DataError, psycopg.errors.CannotCoerce):
        raise Refused(people.key.misfit(parts[0] if len(parts) == 1 else parts)) from None
    return tuple(found[0]) if found else None


def contact_hash(contact: str | None, secret: str | None) -> str | None:
    """What is kept of an address from which somebody unknown writes: enough to know it again, and no more.

    Raises Refused (TR770) if there is no secret to hash it with.
    """
    if contact is None:
        return None
    if not secret:
        raise Refused(
            Finding(
                code=NO_SECRET,
                message="there is no secret to hash a contact with",
                where=Place(object="TROTH_SECRET"),
                why="an address is kept as a keyed hash alone, and the key is not in the database",
                hint="set TROTH_SECRET or TROTH_SECRET_FILE, or leave the contact out",
            )
        )
    plain = unicodedata.normalize("NFKC", contact).strip().casefold()
    return hmac.digest(secret.encode(), b"troth contact " + plain.encode(), hashlib.sha256).hex()
