"""What the company promises, as frozen values: subjects, categories, purposes, holds, recipients and promises.

`policy.yaml` is law and knows no table. These classes are its only description: the loader validates against them, the
JSON Schema that editors use is generated from them, and the compiler reads nothing else.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Literal, get_args

from pydantic import BeforeValidator, Discriminator, Field, StringConstraints, Tag

from troth.documents.parts import Day, Listed, Name, Part, Sentence, Short, Words, choice
from troth.policy.aims import Beyond
from troth.policy.categories import meant
from troth.policy.collecting import Decision, Form, NeedText, New, Terms
from troth.policy.lengths import Lengths, in_words, lengths_of
from troth.policy.period import Clock, Keep, Period
from troth.policy.precision import Level
from troth.policy.promises import Promise
from troth.policy.requests import Notify, Requests
from troth.policy.sharing import OpenPer, ReleaseNeedText, Review, Transfer, long_open_per
from troth.policy.tensions import Tension
from troth.policy.words import CategoryName, Country, KeepText, Prefix, Uses


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
    """Who decides why and how data is processed."""
    contact: Sentence
    """Where people reach the controller about their data."""
    country: Country
    """Two letters, ISO 3166-1. It decides which other countries are adequate."""
    dpo: Sentence | None = None
    """The data-protection officer, if there is one."""
    representative: Sentence | None = None
    """Who speaks for a controller outside the Union (Art. 27 GDPR)."""
    authority: Sentence | None = None
    """The supervisory authority that people can complain to."""
    adequate: Annotated[tuple[Country, ...], Listed] | None = None
    """Countries to which data may go without a safeguard; if not said, the list for the controller's country."""


class Subject(Part):
    """A kind of person the data is about."""

    says: Sentence
    """Who these people are, in the words of the policy."""
    minimum_age: Annotated[int, Field(ge=0, le=120)] | None = None
    """Nobody younger is meant to be here, in years."""


def _category(value: Any) -> Any:
    return {"says": value} if isinstance(value, str) else value


_SHORT_TEXT = Short({"type": "string", "minLength": 1, "maxLength": 2000})


class Category(Part):
    """A kind of personal data. `special` is Art. 9, `criminal` is Art. 10 GDPR."""

    says: Sentence
    """What the data is, in words that people understand."""
    special: bool = False
    """Art. 9 GDPR: each purpose that uses it needs a `condition`."""
    criminal: bool = False
    """Art. 10 GDPR: each purpose that uses it needs a `law`."""
    levels: Annotated[tuple[Level, ...], Listed] = ()
    """How it can be seen less precisely, the finest first: `[network]`, `[month, year]`, `[area]`, `[prefix]`."""


class Automated(Part):
    """A decision about a person that no human takes, with legal or similar weight for them (Art. 22 GDPR)."""

    logic: Sentence
    """What is looked at, how it is weighed, and what may follow for the person, in words that they understand."""
    review_by: Name
    """The staff role that a person can turn to, who look at the case themselves and may decide otherwise."""


class Purpose(Part):
    """Why data is processed; everything else hangs on it."""

    says: Sentence
    """Why data is processed, in the words of the policy."""
    basis: Annotated[Basis, choice(Basis)]
    """The lawful ground: one of those of Art. 6(1) GDPR."""
    uses: Annotated[tuple[Uses, ...], Field(min_length=1), Listed]
    """Categories, or `prefix.*`: what its window shows."""
    levels: dict[CategoryName, Level] = Field(default_factory=dict)
    """Categories that it sees, and keeps, only at a level of theirs: `{device.ip: network}`."""
    keys: Literal["shown", "pseudonym"] = "shown"
    """`pseudonym`: it reads alone, and sees pseudonyms instead of keys: alike within its window and in no other."""
    joint: Literal["row", "cells"] = "row"
    """A row of several people: `row` shows it if all may be seen. `cells`: it reads alone, and sees of whom it may."""
    about: Annotated[tuple[Name, ...], Listed] = ()
    """Owners of tables.yaml whose data and standing count; all of them if not said."""
    may: Annotated[tuple[Annotated[May, choice(May)], ...], Listed] = (May.READ,)
    """What it may do with the rows it sees."""
    marks: Annotated[tuple[Words, ...], Listed] = ()
    """Events whose column it may write."""
    keep: KeepText | None = None
    """How long: `30 days after order delivered, at most 2 years after order placed`, or `nothing`."""
    open_ended: Sentence | None = None
    """Why its clock may never start and nothing ends it."""
    while_: Annotated[Words | None, Field(alias="while")] = None
    """A condition of tables.yaml: live only for rows related to one that meets it."""
    on_erasure: Literal["end", "wait"] | None = None
    """What a person's erasure request does to a contract: `end` it, or `wait` for its `keep`."""
    because: Literal["still_needed", "legal_duty", "claims", "expression", "health", "archive"] | None = None
    """Why a contract waits, or why a restriction leaves the purpose open."""
    law: Sentence | None = None
    """The law behind a legal obligation."""
    interest: Sentence | None = None
    """The interest behind a legitimate interest."""
    condition: Sentence | None = None
    """The condition of Art. 9(2) GDPR under which it uses special categories."""
    direct_marketing: bool = False
    """An objection to it is always upheld, at once."""
    suppress: Annotated[tuple[Uses, ...], Listed] = ()
    """Categories of which a value is not used again without consent, once its person objected or was erased."""
    objection: Literal["balance"] | None = None
    """`balance`: an objection is pending first, then upheld or refused."""
    despite_restriction: Literal["legal_claims", "rights_of_others", "public_interest"] | None = None
    """On which ground of Art. 18(2) GDPR it stays open for restricted people."""
    by: Annotated[tuple[Name, ...], Listed] = ()
    """Staff roles that may work for it."""
    needs: Annotated[tuple[NeedText, ...], Listed] = ()
    """What has to be there beside the basis: `consent`, `confirmed`, `agreement: terms`, `notice: current`,
    `approval: legal_team`, `age: 16`."""
    new: New | None = None
    """For a purpose that came later: what it may do with data that was collected before."""
    not_over: Annotated[tuple[Literal["person", "observed", "another", "bought", "derived"], ...], Listed] = ()
    """Data of this origin it does not change: `[person]` keeps what people said over what was bought."""
    automated: Automated | None = None
    """It decides about people without a human; what it looks at, and who reviews it."""
    open_per: Annotated[OpenPer, BeforeValidator(long_open_per), Short({"type": "string"})] | None = None
    """A case of tables.yaml: its window shows what is related to a case that was opened before, on the record."""
    under: Name | None = None
    """The aim of the policy that it serves."""
    beyond: Beyond | None = None
    """That it serves none of the aims, and who has signed for that."""

    @property
    def asks_consent(self) -> bool:
        """Whether people are asked: consent is its basis, or needed beside it."""
        return self.basis is Basis.CONSENT or any(need.kind == "consent" for need in self.needs)

    @property
    def writes(self) -> tuple[str, str] | None:
        """The entry by which it may write, and the first that it says of writing; nothing if it reads alone."""
        allowed = [may.value for may in self.may if may is not May.READ]
        if allowed:
            return "may", allowed[0]
        return ("marks", "marks") if self.marks else None

    @property
    def keeps(self) -> bool:
        """Whether the purpose makes anything needed. Consent without a `keep` keeps while it stands."""
        return self.keep is None or not self.keep.nothing


class Hold(Part):
    """What keeps data against erasure and sweep while a condition is met."""

    says: Sentence
    """What is kept, and why, in words."""
    ground: Literal["claims", "law"]
    """`claims` or `law`."""
    while_: Annotated[Words, Field(alias="while")]
    """A condition of tables.yaml."""
    keeps: Annotated[tuple[Uses, ...], Field(min_length=1), Listed]
    """Categories that stay needed meanwhile, for the rows related to the condition."""


class Agreement(Part):
    """A contract with a recipient, in force from `signed` up to and with `expires`."""

    signed: Day
    """The first day on which it is in force."""
    expires: Day | None = None
    """The last one; open if not said."""


def _safeguard(value: Any) -> Any:
    return {"kind": value} if isinstance(value, str) else value


SafeguardKind = Literal[
    "standard_contractual_clauses", "binding_corporate_rules", "code_of_conduct", "certification", "public_instrument"
]


class Safeguard(Part):
    """What protects data that leaves for a country without adequacy (Art. 46 GDPR)."""

    kind: SafeguardKind
    """Which of the safeguards of Art. 46 GDPR."""
    expires: Day | None = None
    """The last day on which it protects."""


def _form_of_receives(value: Any) -> str:
    return "word" if isinstance(value, str) else "list"


_RECEIVES = Annotated[Literal["aggregates", "as_ordered"], Tag("word")]
_CATEGORIES = Annotated[tuple[Uses, ...], Field(min_length=1), Listed, Tag("list")]


class Recipient(Part):
    """Who else gets data, what, and under which protection."""

    says: Sentence
    """What they do with the data, in the words of the policy."""
    role: Literal["processor", "joint_controller", "controller", "authority", "subject", "public"]
    """What they are to the controller."""
    country: Country
    """Where they are: two letters, ISO 3166-1."""
    receives: Annotated[_RECEIVES | _CATEGORIES, Discriminator(_form_of_receives)]
    """Categories; or `aggregates`: counts of people alone; or `as_ordered`: what is decided for each request."""
    levels: dict[CategoryName, Level] = Field(default_factory=dict)
    """Categories that they receive only at a level of theirs."""
    for_: Annotated[Name | None, Field(alias="for")] = None
    """The purpose on whose data and standing the recipient's window rests."""
    about: Annotated[tuple[Name, ...], Listed] = ()
    """Owners whose data they receive; those of the purpose if not said."""
    agreement: Agreement | None = None
    """The contract. Outside its days the window shows nothing."""
    safeguard: (
        Annotated[Safeguard, BeforeValidator(_safeguard), Short({"enum": list(get_args(SafeguardKind))})] | None
    ) = None
    """Needed where the country is not adequate."""
    review: Review | None = None
    """When it was last looked at whether they keep their promises. Outside it the window shows nothing."""
    needs: Annotated[tuple[ReleaseNeedText, ...], Listed] = ()
    """What each release needs, all of it: `approval: legal_team`, `consent: PURPOSE`, `agreement: terms`,
    `second: true`."""
    overrides: Annotated[tuple[Name, ...], Listed] = ()
    """Kinds of exceptions that lift `needs` for one release, such as `court_order`. Each is recorded and counted."""
    as_: Annotated[Name | None, Field(alias="as")] = None
    """The owner as whom the reader, who shows a ticket, stands in a row; or `self`. For `subject`, or with `per`."""
    sees: Name | None = None
    """With `as`: the owner whose data the reader sees, in the rows in which both are owners."""
    per: Words | None = None
    """With `as`: a case of tables.yaml. Many firms read, and each sees what is related to the cases it stands in."""
    while_: Annotated[Words | None, Field(alias="while")] = None
    """With `as`: a condition of tables.yaml, met by the row in which both are; with `per`, by the case."""
    keys: Literal["shown", "pseudonym"] = "shown"
    """`pseudonym`: pseudonyms are shown, and leave, instead of keys: alike for this recipient and for no other."""
    transfer: Transfer | None = None
    """They take over the company or a part of it: who may pass to them."""
    grounds: Annotated[tuple[Name, ...], Listed] = ()
    """For `as_ordered`: the only grounds on which a request of theirs is granted, such as `court_order`."""
    jurisdictions: Annotated[tuple[Country, ...], Listed] = ()
    """For `as_ordered`: the countries under whose law a request may come; every country if not said."""
    for_money: bool = False
    """Whether they pay for the data."""
    own_marketing: bool = False
    """Whether they use it for marketing of their own."""
    smallest_group: Annotated[int, Field(ge=2, le=100_000)] | None = None
    """The smallest count of people that aggregates show."""
    round_to: Annotated[int, Field(ge=2, le=100_000)] | None = None
    """For aggregates: counts are rounded to a multiple of it."""
    aggregates: Annotated[tuple[Name, ...], Listed] = ()
    """For aggregates: the only ones they receive, of those in tables.yaml; all of them if not said."""
    notify: Notify | None = None
    """How it is told that data it was given has been erased, rectified or restricted; by people if not said."""

    @property
    def counts(self) -> bool:
        """Whether they get counts of people alone."""
        return self.receives == "aggregates"

    def receives_aggregate(self, name: str) -> bool:
        """Whether they get these counts."""
        return self.counts and (not self.aggregates or name in self.aggregates)

    @property
    def by_ticket(self) -> bool:
        """Whether its readers are people who log in to the company and show a ticket for themselves."""
        return self.as_ is not None

    @property
    def ordered(self) -> bool:
        """Whether what they get is decided for each request."""
        return self.receives == "as_ordered"

    @property
    def patterns(self) -> tuple[str, ...]:
        """The categories they receive, as they are written; none for the two words."""
        return () if isinstance(self.receives, str) else self.receives


class Policy(Part):
    """The whole policy, one version of it."""

    policy: Prefix
    """The company's short name: what the names of all roles begin with."""
    version: Annotated[int, Field(ge=1, le=1_000_000)]
    """A whole number that grows."""
    effective: Day
    """The day on which this version begins to hold."""
    time_zone: Annotated[str, StringConstraints(min_length=1, max_length=60)]
    """The zone in which every period is counted, such as `Europe/Berlin`."""
    controller: Controller
    """Who decides."""
    subjects: Annotated[dict[Name, Subject], Field(min_length=1)]
    """The kinds of people, by name."""
    categories: Annotated[
        dict[CategoryName, Annotated[Category, BeforeValidator(_category), _SHORT_TEXT]], Field(min_length=1)
    ]
    """The kinds of personal data, by name."""
    purposes: Annotated[dict[Name, Purpose], Field(min_length=1)]
    """Everything data is processed for, by name."""
    aims: dict[Name, Sentence] = Field(default_factory=dict)
    """The only ends that data is used for, by name: if there are any, each purpose says which one it is `under`."""
    periods: dict[Name, Lengths] = Field(default_factory=dict)
    """Periods whose length depends on a value of the row, by the name under which `keep` counts them."""
    holds: dict[Name, Hold] = Field(default_factory=dict)
    """What keeps data against erasure, by name."""
    recipients: dict[Name, Recipient] = Field(default_factory=dict)
    """Who else gets data, by name."""
    no_sale: bool = False
    """Nobody pays for personal data, and no recipient uses it for marketing of their own."""
    promises: Annotated[tuple[Promise, ...], Listed] = ()
    """The sentences of the published policy."""
    tensions: Annotated[tuple[Tension, ...], Listed] = ()
    """Where they pull against each other, and how that is read."""
    requests: Requests = Requests()
    """How people who ask for their rights are answered."""
    forms: dict[Name, Form] = Field(default_factory=dict)
    """What may be collected, form by form."""
    agreements: dict[Name, Terms] = Field(default_factory=dict)
    """What people agree to, by name."""
    never: Annotated[tuple[Uses, ...], Listed] = ()
    """What no column may hold: `special`, `criminal` (all categories so marked), or categories."""
    consent_age: Annotated[int, Field(ge=1, le=120)] | None = None
    """Below this age, a consent counts only if a guardian gave it (Art. 8 GDPR: 13 to 16)."""
    decide: dict[Name, Decision] = Field(default_factory=dict)
    """Values that the published policy leaves open, used as `"{name}"` anywhere in this file."""

    @property
    def refused(self) -> frozenset[str]:
        """The categories that no column may hold."""
        marked = {"special": {n for n, c in self.categories.items() if c.special},
                  "criminal": {n for n, c in self.categories.items() if c.criminal}}  # fmt: skip
        named = self.categories_of(tuple(pattern for pattern in self.never if pattern not in marked))
        return named.union(*(found for word, found in marked.items() if word in self.never))

    def categories_of(self, patterns: tuple[str, ...]) -> frozenset[str]:
        """The categories that names and `prefix.*` patterns mean."""
        return meant(tuple(self.categories), patterns)

    def lengths_of(self, clock: Clock) -> tuple[Period, ...]:
        """Every length that the period of a clock can have."""
        return lengths_of(clock.period, self.periods)

    def level_of(self, purpose: str, category: str) -> int:
        """How precisely a purpose sees a category: 0 is exactly, the others are its levels in their order."""
        level = self.purposes[purpose].levels.get(category)
        return self.categories[category].levels.index(level) + 1 if level else 0

    def levels_kept(self, category: str) -> tuple[Level, ...]:
        """The levels of a category, if some purpose that keeps it sees it at one of them."""
        kept = any(category in purpose.levels for purpose in self.purposes.values() if purpose.keeps)
        return self.categories[category].levels if kept else ()

    def says_of(self, keep: Keep) -> str:
        """A `keep` in words, with every length that it can have."""
        return in_words(keep, self.periods)
