"""What the company promises, as frozen values: subjects, categories, purposes, holds, recipients and promises.

`policy.yaml` is law and knows no table. These classes are its only description: the loader validates against them, the
JSON Schema that editors use is generated from them, and the compiler reads nothing else.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Literal, get_args

from pydantic import BeforeValidator, Discriminator, Field, StringConstraints, Tag, WithJsonSchema

from troth.documents.parts import Day, Listed, Name, Part, Sentence, Short, Words, choice, refuse
from troth.policy.period import Clock, Keep, KeepError, parse_clock, parse_keep

CategoryName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$", max_length=80)]
Uses = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*(\.\*)?$", max_length=80)]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
Prefix = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,20}$")]
PromiseId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=60)]


def _keep(value: Any) -> Keep:
    if isinstance(value, Keep):
        return value
    try:
        return parse_keep(_text(value))
    except KeepError as error:
        refuse("keep", str(error), hint=error.hint)


def _interval(value: Any) -> Clock:
    if isinstance(value, Clock):
        return value
    try:
        return parse_clock(f"{_text(value)} after attested")
    except KeepError:
        refuse(
            "period", "`{value}` is not a period", value=value, hint="write `6 months`, in days, weeks, months or years"
        )


def _text(value: Any) -> str:
    if not isinstance(value, str):
        refuse("text", "`{value}` is not a period in words", value=value, hint="write `30 days after order delivered`")
    return value


KeepText = Annotated[
    Keep,
    BeforeValidator(_keep),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": r"^(nothing|\d{1,5} (day|week|month|year)s? after \S.*)$",
            "examples": [
                "30 days after order delivered or order cancelled, at most 2 years after order placed",
                "nothing",
            ],
        }
    ),
]
Every = Annotated[
    Clock,
    BeforeValidator(_interval),
    WithJsonSchema({"type": "string", "pattern": r"^\d{1,5} (day|week|month|year)s?$"}),
]


class Basis(StrEnum):
    """The lawful grounds of Art. 6(1) GDPR."""

    CONSENT = "consent"
    CONTRACT = "contract"
    LEGAL_OBLIGATION = "legal_obligation"
    VITAL_INTEREST = "vital_interest"
    PUBLIC_TASK = "public_task"
    LEGITIMATE_INTEREST = "legitimate_interest"


class May(StrEnum):
    """What a purpose may do with the rows of its window."""

    READ = "read"
    ADD = "add"
    CHANGE = "change"
    REMOVE = "remove"


class Controller(Part):
    """Who decides, and how to reach them."""

    name: Sentence
    contact: Sentence
    country: Country
    dpo: Sentence | None = None
    representative: Sentence | None = None
    authority: Sentence | None = None
    adequate: Annotated[tuple[Country, ...], Listed] | None = None
    """Countries to which data may go without a safeguard; None takes the list for the controller's country."""


class Subject(Part):
    """A kind of person the data is about."""

    says: Sentence
    minimum_age: Annotated[int, Field(ge=0, le=120)] | None = None


def _category(value: Any) -> Any:
    return {"says": value} if isinstance(value, str) else value


_SHORT_TEXT = Short({"type": "string", "minLength": 1, "maxLength": 2000})


class Category(Part):
    """A kind of personal data. `special` is Art. 9, `criminal` is Art. 10 GDPR."""

    says: Sentence
    special: bool = False
    criminal: bool = False


class Purpose(Part):
    """Why data is processed; everything else hangs on it."""

    says: Sentence
    basis: Annotated[Basis, choice(Basis)]
    uses: Annotated[tuple[Uses, ...], Field(min_length=1), Listed]
    about: Annotated[tuple[Name, ...], Listed] = ()
    may: Annotated[tuple[Annotated[May, choice(May)], ...], Listed] = (May.READ,)
    marks: Annotated[tuple[Words, ...], Listed] = ()
    keep: KeepText | None = None
    open_ended: Sentence | None = None
    while_: Annotated[Words | None, Field(alias="while")] = None
    on_erasure: Literal["end", "wait"] | None = None
    because: Literal["still_needed", "legal_duty", "claims", "expression", "health", "archive"] | None = None
    law: Sentence | None = None
    interest: Sentence | None = None
    condition: Sentence | None = None
    direct_marketing: bool = False
    objection: Literal["balance"] | None = None
    despite_restriction: Literal["legal_claims", "rights_of_others", "public_interest"] | None = None
    by: Annotated[tuple[Name, ...], Listed] = ()

    @property
    def keeps(self) -> bool:
        """Whether the purpose makes anything needed. Consent without a `keep` keeps while it stands."""
        return self.keep is None or not self.keep.nothing


class Hold(Part):
    """What keeps data against erasure and sweep while a condition is met."""

    says: Sentence
    ground: Literal["claims", "law"]
    while_: Annotated[Words, Field(alias="while")]
    keeps: Annotated[tuple[Uses, ...], Field(min_length=1), Listed]


class Agreement(Part):
    """A contract with a recipient, in force from `signed` up to and with `expires`."""

    signed: Day
    expires: Day | None = None


def _safeguard(value: Any) -> Any:
    return {"kind": value} if isinstance(value, str) else value


SafeguardKind = Literal[
    "standard_contractual_clauses", "binding_corporate_rules", "code_of_conduct", "certification", "public_instrument"
]


class Safeguard(Part):
    """What protects data that leaves for a country without adequacy (Art. 46 GDPR)."""

    kind: SafeguardKind
    expires: Day | None = None


def _form_of_receives(value: Any) -> str:
    return "word" if isinstance(value, str) else "list"


_AGGREGATES = Annotated[Literal["aggregates"], Tag("word")]
_CATEGORIES = Annotated[tuple[Uses, ...], Field(min_length=1), Listed, Tag("list")]


class Recipient(Part):
    """Who else gets data, what, and under which protection."""

    says: Sentence
    role: Literal["processor", "joint_controller", "controller", "authority", "subject", "public"]
    country: Country
    receives: Annotated[_AGGREGATES | _CATEGORIES, Discriminator(_form_of_receives)]
    """Categories, or `aggregates`: counts of people alone."""
    for_: Annotated[Name | None, Field(alias="for")] = None
    about: Annotated[tuple[Name, ...], Listed] = ()
    agreement: Agreement | None = None
    safeguard: (
        Annotated[Safeguard, BeforeValidator(_safeguard), Short({"enum": list(get_args(SafeguardKind))})] | None
    ) = None
    smallest_group: Annotated[int, Field(ge=2, le=100_000)] | None = None


class Attested(Part):
    """A promise that only people can confirm: who, and how often."""

    role: Name
    every: Every


KeptBy = Annotated[dict[Name, Sentence], Field(min_length=1, max_length=1)]
"""One kind of check and what it is applied to: `access: contact.*`."""


class Promise(Part):
    """One sentence of the published policy, with what keeps it."""

    id: PromiseId
    says: Sentence
    kept_by: Annotated[tuple[KeptBy, ...], Listed] = ()
    attested_by: Attested | None = None
    informs: bool = False


class Policy(Part):
    """The whole policy, one version of it."""

    policy: Prefix
    version: Annotated[int, Field(ge=1, le=1_000_000)]
    effective: Day
    time_zone: Annotated[str, StringConstraints(min_length=1, max_length=60)]
    controller: Controller
    subjects: Annotated[dict[Name, Subject], Field(min_length=1)]
    categories: Annotated[
        dict[CategoryName, Annotated[Category, BeforeValidator(_category), _SHORT_TEXT]], Field(min_length=1)
    ]
    purposes: Annotated[dict[Name, Purpose], Field(min_length=1)]
    holds: dict[Name, Hold] = Field(default_factory=dict)
    recipients: dict[Name, Recipient] = Field(default_factory=dict)
    promises: Annotated[tuple[Promise, ...], Listed] = ()

    def categories_of(self, patterns: tuple[str, ...]) -> frozenset[str]:
        """The categories that names and `prefix.*` patterns mean."""
        return frozenset(name for name in self.categories for pattern in patterns if covers(pattern, name))


def covers(pattern: str, category: str) -> bool:
    """Whether `contact.*` or `contact.email` speaks of a category. `order.*` also means `order` itself."""
    if pattern.endswith(".*"):
        stem = pattern[:-2]
        return category == stem or category.startswith(stem + ".")
    return category == pattern
