"""The record of processing activities (Art. 30 GDPR), from the two files alone: it can never say more than they do.

Who decides, what for, whose data of which kinds, who gets it and where, how long, and how it is protected.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date

from troth.checks import Declared
from troth.compiler.stored.evidence import ACCOUNTABILITY
from troth.explain.words import conditions, ground, recipient_ends, until
from troth.policy.countries import without_safeguard
from troth.policy.model import Policy, Purpose, Recipient
from troth.tables.model import PLAIN

TITLES = {
    "name": "name",
    "contact": "contact",
    "country": "country",
    "dpo": "data-protection officer",
    "representative": "representative in the Union",
    "authority": "supervisory authority",
}

LIMITS = "It says what the policy and the data map say. What is done with personal data beside them is not in it."


@dataclass(frozen=True, kw_only=True)
class Person:
    """A kind of people, and what is processed of them."""

    kind: str
    says: str
    categories: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Receiver:
    """Who gets data of an activity."""

    recipient: str
    says: str
    role: str
    country: str
    receives: tuple[str, ...]
    ends: str
    transfer: bool
    """Whether the data leaves for a country that is not adequate."""
    safeguard: str | None

    def line(self, words: Mapping[str, str]) -> str:
        """Who they are, what they get and under which protection; `words` says what each category is."""
        what = _in_words(self.receives, words) or "counts of people alone"
        away = f", protected by {self.safeguard or 'nothing that is named'}" if self.transfer else ""
        return f"{self.says} ({self.recipient}: {self.role}, {self.country}{away}), {self.ends}: {what}"


@dataclass(frozen=True, kw_only=True)
class Activity:
    """One purpose, as Art. 30(1) wants it described."""

    purpose: str
    says: str
    ground: str
    people: tuple[Person, ...]
    special: tuple[str, ...]
    """Categories of Art. 9 and 10 among them."""
    recipients: tuple[Receiver, ...]
    kept: str
    conditions: tuple[str, ...]
    staff: tuple[str, ...]
    automated: str | None
    """What decides about people without a human, and who reviews it."""

    def lines(self, words: Mapping[str, str]) -> Iterator[tuple[str, tuple[str, ...]]]:
        """The activity in words, part by part; `words` says what each category is."""
        yield "Ground", (self.ground, *self.conditions)
        yield (
            "People and data",
            tuple(f"{one.says} ({one.kind}): {_in_words(one.categories, words)}" for one in self.people),
        )
        if self.special:
            yield "Special and criminal data", (_in_words(self.special, words),)
        yield "Recipients", tuple(one.line(words) for one in self.recipients) or ("nobody",)
        yield "Kept", (self.kept,)
        if self.staff:
            yield "Staff", self.staff
        if self.automated:
            yield "Decides by itself", (self.automated,)


@dataclass(frozen=True, kw_only=True)
class Record:
    """All processing activities of a controller, under one version of its policy."""

    policy: str
    version: int
    effective: date
    controller: dict[str, str]
    """Name, contact and country, and the data-protection officer, representative and authority where there are."""
    categories: dict[str, str]
    """What each category is, in words."""
    activities: tuple[Activity, ...]
    elsewhere: tuple[str, ...]
    """Other systems that hold the data."""
    security: tuple[str, ...]
    """What protects it, technically and by people (Art. 32)."""

    @property
    def title(self) -> str:
        return f"Record of processing activities: {self.controller['name']}"

    def __str__(self) -> str:
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        yield self.title
        yield f"under version {self.version} of the policy {self.policy}, in effect since {self.effective}"
        yield LIMITS
        yield from (f"  {TITLES[name]}: {said}" for name, said in self.controller.items())
        for activity in self.activities:
            yield ""
            yield f"{activity.purpose}: {activity.says}"
            yield from (f"  {name}: {'; '.join(said)}" for name, said in activity.lines(self.categories))
        for title, said in (("Elsewhere", self.elsewhere), ("Protection", self.security)):
            if said:
                yield from ("", title, *(f"  {line}" for line in said))

    def to_json(self) -> dict[str, object]:
        """The record as plain data."""
        return {**asdict(self), "effective": self.effective.isoformat()}


def record_of(declared: Declared) -> Record:
    """The record that the two files make. Needs no database."""
    policy = declared.policy
    said = policy.controller.model_dump(include={"name", "contact", "country", "dpo", "representative", "authority"})
    return Record(
        policy=policy.policy,
        version=policy.version,
        effective=policy.effective,
        controller={name: value for name, value in said.items() if value},
        categories={name: entry.says for name, entry in policy.categories.items()},
        activities=(*(_activity(declared, *named) for named in policy.purposes.items()), _accountability(declared)),
        elsewhere=tuple(_elsewhere(declared)),
        security=tuple(_security(declared)),
    )


def _in_words(names: Iterable[str], words: Mapping[str, str]) -> str:
    return ", ".join(f"{words[name]} ({name})" if name in words else name for name in names)


def _activity(declared: Declared, name: str, purpose: Purpose) -> Activity:
    policy = declared.policy
    people = tuple(_people(declared, purpose))
    used = {category for one in people for category in one.categories}
    given = ((key, one) for key, one in policy.recipients.items() if one.for_ == name)
    automated = purpose.automated
    return Activity(
        purpose=name,
        says=purpose.says,
        ground=ground(purpose),
        people=people,
        special=tuple(sorted(c for c in used if policy.categories[c].special or policy.categories[c].criminal)),
        recipients=tuple(_receiver(policy, key, one) for key, one in given),
        kept=until(name, policy, None),
        conditions=conditions(purpose),
        staff=purpose.by,
        automated=f"{automated.logic}; reviewed by {automated.review_by}" if automated else None,
    )


def _accountability(declared: Declared) -> Activity:
    """What Troth's own tables are for: it is processing too."""
    says = {kind: subject.says for kind, subject in declared.policy.subjects.items()}
    held = ("consents, objections, restrictions, holds, requests and disclosures",)
    return Activity(
        purpose="accountability",
        says="Prove what people agreed to, objected to and asked for, and that it was respected",
        ground="legal obligation (GDPR, Art. 5(2) and 7(1))",
        people=tuple(Person(kind=kind, says=said, categories=held) for kind, said in says.items()),
        special=(),
        recipients=(),
        kept=f"while anything is held about the person, and {ACCOUNTABILITY} longer, then without a name",
        conditions=(),
        staff=(),
        automated=None,
    )


def _people(declared: Declared, purpose: Purpose) -> Iterator[Person]:
    """The kinds of people whose data a purpose uses by the data map, with what it uses of each."""
    uses = declared.uses(purpose.uses)
    found: dict[str, set[str]] = {}
    for name, table in declared.data_map.tables.items():
        owners = declared.owners(name)
        for column in table.columns.values():
            if column.holds == PLAIN or column.holds not in uses:
                continue
            for owner in column.of or tuple(owners):
                if owner in owners and (not purpose.about or owner in purpose.about):
                    found.setdefault(owners[owner], set()).add(column.holds)
    for kind, categories in sorted(found.items()):
        says = declared.policy.subjects[kind].says if kind in declared.policy.subjects else kind
        yield Person(kind=kind, says=says, categories=tuple(sorted(categories)))


def _receiver(policy: Policy, name: str, recipient: Recipient) -> Receiver:
    counts = recipient.counts
    receives = ("what is decided for each request",) if recipient.ordered else recipient.patterns
    adequate = without_safeguard(policy.controller.country, policy.controller.adequate)
    return Receiver(
        recipient=name,
        says=recipient.says,
        role=recipient.role.replace("_", " "),
        country=recipient.country,
        receives=receives,
        ends=recipient_ends(recipient),
        transfer=not counts and recipient.country not in adequate,
        safeguard=recipient.safeguard.kind.replace("_", " ") if recipient.safeguard else None,
    )


def _elsewhere(declared: Declared) -> Iterator[str]:
    for name, system in declared.data_map.elsewhere.items():
        what = ", ".join(system.holds) or "everything"
        gone = f", gone after {system.gone_after}" if system.gone_after else ""
        yield f"{system.says or name}: {what}{gone}"


def _security(declared: Declared) -> Iterator[str]:
    yield "Each purpose works under a database login of its own, which sees the columns and rows of that purpose alone"
    yield "Periods, consents, objections and restrictions are enforced by the database's row security"
    yield "Data that no purpose and no hold needs is erased; erasures survive the restore of a backup"
    yield "Every release to a recipient, and everything done for a person, stands in a ledger that shows tampering"
    plain = [name for name, table in declared.data_map.tables.items() if table.plain]
    if plain:
        yield f"Said to hold nothing about people, so every purpose sees them whole: {', '.join(map(str, plain))}"
    for line in declared.data_map.bypass:
        yield f"{line.role} reaches the tables beside that until {line.until}: {line.because}"
    for promise in declared.policy.promises:
        if promise.attested_by:
            yield f"{promise.says} (confirmed by {promise.attested_by.role})"
