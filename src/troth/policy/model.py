"""What the company promises, as frozen values: subjects, categories, purposes, holds, recipients and promises.

`policy.yaml` is law and knows no table. These classes are its only description: the loader validates against them, the
JSON Schema that editors use is generated from them, and the compiler reads nothing else.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from troth.policy.period import Clock, Keep, KeepError, parse_clock, parse_keep

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,40}$")]
CategoryName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$", max_length=80)]
Uses = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*(\.\*)?$", max_length=80)]
Sentence = Annotated[str, StringConstraints(min_length=1, max_length=2000)]
Words = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_ '-]*$", max_length=80)]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]


def _day(value: Any) -> date:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise PydanticCustomError("day", "`{value}` is not a date", {"value": value, "hint": "write 2026-12-01"}) from None


def _keep(value: Any) -> Keep:
    if isinstance(value, Keep):
        return value
    try:
        return parse_keep(_text(value))
    except KeepError as error:
        raise PydanticCustomError("keep", "{message}", {"message": str(error), "hint": error.hint}) from None


def _interval(value: Any) -> Clock:
    if isinstance(value, Clock):
        return value
    try:
        return parse_clock(f"{_text(value)} after attested")
    except KeepError as error:
        raise PydanticCustomError("period", "{message}", {"message": str(error), "hint": "write `6 months`"}) from None


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise PydanticCustomError("text", "`{value}` is not text", {"value": value, "hint": "write words, in quotes if need be"})
    return value


Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
KeepText = Annotated[
    Keep,
    BeforeValidator(_keep),
    WithJsonSchema({
        "type": "string",
        "pattern": r"^(nothing|\d{1,5} (day|week|month|year)s? after \S.*)$",
        "examples": ["30 days after order delivered or order cancelled, at most 2 years after order placed", "nothing"],
    }),
]
Every = Annotated[
    Clock, BeforeValidator(_interval), WithJsonSchema({"type": "string", "pattern": r"^\d{1,5} (day|week|month|year)s?$"})
]


class Part(BaseModel):
    """A part of the policy: immutable, and closed to unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, arbitrary_types_allowed=True)


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


def _by_value(kind: type[StrEnum]) -> BeforeValidator:
    """Accept the plain words of an enumeration, which strict models otherwise refuse."""

    def convert(value: Any) -> Any:
        return kind(value) if isinstance(value, str) and value in set(kind) else value

    return BeforeValidator(convert)


def _listed(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


Listed = BeforeValidator(_listed)


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


class Category(Part):
    """A kind of personal data. `special` is Art. 9, `criminal` is Art. 10 GDPR."""

    says: Sentence
    special: bool = False
    criminal: bool = False


class Purpose(Part):
    """Why data is processed; everything else hangs on it."""

    says: Sentence
    basis: Annotated[Basis, _by_value(Basis)]
    uses: Annotated[tuple[Uses, ...], Listed, Field(min_length=1)]
    about: Annotated[tuple[Name, ...], Listed] = ()
    may: Annotated[tuple[Annotated[May, _by_value(May)], ...], Listed] = (May.READ,)
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
    keeps: Annotated[tuple[Uses, ...], Listed, Field(min_length=1)]


class Agreement(Part):
    """A contract with a recipient, in force from `signed` up to and with `expires`."""

    signed: Day
    expires: Day | None = None


def _safeguard(value: Any) -> Any:
    return {"kind": value} if isinstance(value, str) else value


class Safeguard(Part):
    """What protects data that leaves for a country without adequacy (Art. 46 GDPR)."""

    kind: Literal[
        "standard_contractual_clauses", "binding_corporate_rules", "code_of_conduct", "certification", "public_instrument"
    ]
    expires: Day | None = None


class Aggregated(Part):
    """Counts by the named aggregates of the data map, none of fewer people than `smallest_group`."""

    aggregate: Annotated[tuple[Name, ...], Listed]


class Recipient(Part):
    """Who else gets data, what, and under which protection."""

    says: Sentence
    role: Literal["processor", "joint_controller", "controller", "authority", "subject", "public"]
    country: Country
    receives: Annotated[Literal["aggregates"] | tuple[Uses, ...], Listed]
    """Categories, or `aggregates`: counts of people alone."""
    for_: Annotated[Name | None, Field(alias="for")] = None
    about: Annotated[tuple[Name, ...], Listed] = ()
    agreement: Agreement | None = None
    safeguard: Annotated[Safeguard | None, BeforeValidator(_safeguard)] = None
    smallest_group: Annotated[int, Field(ge=2, le=100_000)] | None = None


class Attested(Part):
    """A promise that only people can confirm: who, and how often."""

    role: Name
    every: Every


KeptBy = Annotated[dict[Name, Sentence], Field(min_length=1, max_length=1)]
"""One kind of check and what it is applied to: `access: contact.*`."""


class Promise(Part):
    """One sentence of the published policy, with what keeps it."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=60)]
    says: Sentence
    kept_by: Annotated[tuple[KeptBy, ...], Listed] = ()
    attested_by: Attested | None = None
    informs: bool = False


class Policy(Part):
    """The whole policy, one version of it."""

    policy: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,20}$")]
    version: Annotated[int, Field(ge=1, le=1_000_000)]
    effective: Day
    time_zone: Annotated[str, StringConstraints(min_length=1, max_length=60)]
    controller: Controller
    subjects: Annotated[dict[Name, Subject], Field(min_length=1)]
    categories: Annotated[dict[CategoryName, Annotated[Category, BeforeValidator(_category)]], Field(min_length=1)]
    purposes: Annotated[dict[Name, Purpose], Field(min_length=1)]
    holds: dict[Name, Hold] = {}
    recipients: dict[Name, Recipient] = {}
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
