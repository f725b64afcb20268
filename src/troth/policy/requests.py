"""How the company answers people who ask for their rights, and how it reaches those whom it gave data to.

The words of a request are here too: what can be asked for, and how surely the company knows who asks.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from troth.documents.parts import Part, choice
from troth.policy.period import Period
from troth.policy.words import Every


class Asks(StrEnum):
    """What a request asks for: the rights of Art. 7(3) and 15 to 21 GDPR, or only an answer to a question."""

    ACCESS = "access"
    PORT = "port"
    RECTIFY = "rectify"
    ERASE = "erase"
    RESTRICT = "restrict"
    OBJECT = "object"
    WITHDRAW = "withdraw"
    QUESTION = "question"


class Level(StrEnum):
    """How surely it is known who asks, from least to most."""

    NONE = "none"
    CONTACT = "contact"
    LOGIN = "login"
    DOCUMENT = "document"

    @property
    def says(self) -> str:
        """What the word means."""
        return LEVELS[self]

    def reaches(self, wanted: Level) -> bool:
        """Whether it is at least as sure as wanted."""
        order = list(Level)
        return order.index(self) >= order.index(wanted)


LEVELS = {
    Level.NONE: "nothing was looked at",
    Level.CONTACT: "they write from an address that the database has for them",
    Level.LOGIN: "they were logged in to their account",
    Level.DOCUMENT: "they showed further proof, which serves this alone and goes with the decision",
}

IDENTITY = dict.fromkeys(Asks, Level.CONTACT) | {Asks.WITHDRAW: Level.NONE, Asks.QUESTION: Level.NONE}
"""How surely a person must be known before each right is carried out, if the policy does not say."""

LONGEST = Period(count=1, unit="months")
"""Art. 12(3) GDPR: a request is answered within one month of its receipt."""

EXTENSION = Period(count=2, unit="months")
"""Art. 12(3) GDPR: by which it can be extended once, if the person is told why within the first."""


class Requests(Part):
    """How requests of people are answered."""

    answer_within: Every | None = None
    """Within which time of its receipt a request is answered: at most `1 month`, which holds if nothing is said."""
    identity: dict[Annotated[Asks, choice(Asks)], Annotated[Level, choice(Level)]] = Field(default_factory=dict)
    """How surely a person must be known before each right is carried out: `none`, `contact`, `login`, `document`."""

    @property
    def within(self) -> Period:
        """The time in which a request is answered."""
        return self.answer_within if self.answer_within else LONGEST

    def needed(self, asks: Asks) -> Level:
        """How surely a person must be known for this right."""
        return self.identity.get(asks, IDENTITY[asks])


class Notify(Part):
    """How a recipient is told that data it was given has been erased, rectified or restricted (Art. 19 GDPR)."""

    webhook: Annotated[str, StringConstraints(min_length=1, max_length=500)]
    """The address that a signed notice is sent to: `https://...`."""
