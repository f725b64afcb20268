"""What `canary.yaml` may say: made-up people and how they sign up, and scenes that are played with them.

A step is one statement through the window of a purpose, one word at the desk, or a change of the clock. What it has to
come to stands beside it. Everything is undone afterwards.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Field, StringConstraints, Tag, WithJsonSchema

from troth.documents.parts import Listed, Name, Part, Sentence, Words, refuse
from troth.policy.period import KeepError, Period, parse_period

Statement = Annotated[str, StringConstraints(min_length=1, max_length=10_000)]


def _later(value: Any) -> Period:
    if isinstance(value, Period):
        return value
    if isinstance(value, str) and value.endswith(" later"):
        try:
            return parse_period(value.removesuffix(" later"))
        except KeepError:
            pass
    refuse("period", "`{value}` is no time from now", value=value, hint="write `31 days later`")


Later = Annotated[
    Period,
    BeforeValidator(_later),
    WithJsonSchema({"type": "string", "pattern": r"^\d{1,5} (day|week|month|year)s? later$"}),
]


def _form_of_count(value: Any) -> str:
    return "number" if isinstance(value, int) and not isinstance(value, bool) else "word"


Sees = Annotated[
    Annotated[Literal["nothing", "something"], Tag("word")] | Annotated[int, Field(ge=0), Tag("number")],
    Discriminator(_form_of_count),
]


def _form_of_refusal(value: Any) -> str:
    return "yes" if isinstance(value, bool) else "words"


Refusal = Annotated[Annotated[bool, Tag("yes")] | Annotated[Sentence, Tag("words")], Discriminator(_form_of_refusal)]


def _form_of_value(value: Any) -> str:
    for kind, form in ((bool, "yes"), (int, "number"), (type(None), "nothing")):
        if isinstance(value, kind):
            return form
    return "word"


Value = Annotated[
    Annotated[bool, Tag("yes")]
    | Annotated[int, Tag("number")]
    | Annotated[None, Tag("nothing")]
    | Annotated[str, Tag("word")],
    Discriminator(_form_of_value),
]

WORDS = (
    "consent",
    "confirm",
    "withdraw",
    "object",
    "uphold",
    "begin",
    "agree",
    "disagree",
    "approve",
    "disapprove",
    "restrict",
)
"""The words of the desk that a step can say, each with what it is about."""


class Step(Part):
    """One thing that is done: a statement in a window, a word about a person, or a later moment."""

    says: Sentence | None = None
    """What happens here, in words."""
    for_: Annotated[Name | None, Field(alias="for")] = None
    """The purpose whose window the statement runs in."""
    to: Name | None = None
    """The recipient whose window the statement reads."""
    outside: bool = False
    """The statement runs as the tables' owner: for what comes from no window."""
    run: Statement | None = None
    """The statement. `%(name)s` is what an earlier one returned under this name; a percent sign is written twice."""
    sees: Sees | None = None
    """How many rows it has to come to: `nothing`, `something`, or a number."""
    finds: dict[Name, Value] | None = None
    """What the first of them has to be, by column."""
    refused: Refusal | None = None
    """PostgreSQL has to refuse it; words that the refusal has to contain."""
    who: Name | None = None
    """About which of the people a word is; the first of them if not said. With `to`, whose ticket is shown."""
    consent: Name | None = None
    """The person consents to this purpose."""
    withdraw: Name | None = None
    """The person withdraws the consent to this purpose."""
    object: Name | None = None
    """The person objects to this purpose."""
    uphold: Name | None = None
    """The objection to this purpose is right."""
    begin: Name | None = None
    """This purpose, which had ended, begins again."""
    confirm: Name | None = None
    """The person confirms the consent to this purpose."""
    agree: Name | None = None
    """The person accepts the newest version of this agreement."""
    disagree: Name | None = None
    """The person takes that back."""
    approve: Name | None = None
    """Somebody in the `role` approves that this purpose works for the person."""
    disapprove: Name | None = None
    """And takes that back."""
    role: Name | None = None
    """In which role something is approved."""
    notified: bool = False
    """The person was told of the policy at hand."""
    child_found: bool = False
    """The person is a child who was not meant to be here."""
    restrict: Literal["accuracy", "unlawful", "claims", "objection"] | None = None
    """The person is restricted, on this ground."""
    lift: bool = False
    """Every restriction of the person ends."""
    at: Later | None = None
    """The clock is moved: `31 days later` than now."""

    @property
    def word(self) -> tuple[str, str] | None:
        """The word that is said at the desk, with what it is about."""
        for word in ("lift", "notified", "child_found"):
            if getattr(self, word):
                return word, ""
        return next(((word, str(said)) for word in WORDS if (said := getattr(self, word)) is not None), None)

    @property
    def expects(self) -> bool:
        """Whether it can fail for what it promises, and not only for being wrong."""
        return self.sees is not None or self.finds is not None or self.refused not in (None, False)


Steps = Annotated[tuple[Step, ...], Listed]


class CanaryPerson(Part):
    """A made-up person. What their statements return can be used in all that follow, by name."""

    kind: Name | None = None
    """The kind of person, where it is not their name here."""
    key: Annotated[tuple[Name, ...], Listed] = ()
    """The names of what their statements return that are their key; if not said, the person's name here."""
    steps: Steps
    """How they sign up and what they do."""


class Scene(Part):
    """Something that has to come to just what is said, played with the people who have signed up."""

    says: Sentence
    """What it shows, in words."""
    steps: Steps
    """What happens, in order. One of them at least expects something."""


class CanaryFile(Part):
    """The whole file."""

    people: Annotated[dict[Name, CanaryPerson], Field(min_length=1)]
    """The made-up people, by a name of their own."""
    scenes: dict[Words, Scene] = Field(default_factory=dict)
    """What is played with them, by name."""
