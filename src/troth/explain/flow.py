"""How personal data flows by the two files alone: from people, in kinds of data, into purposes, and on to recipients.

The value that a picture is drawn from. It needs no database and decides nothing about the drawing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum

from troth.checks.declared import Declared
from troth.explain.words import GROUNDS
from troth.policy.model import Basis, Recipient

PEOPLE = "Whose data it is"
RECIPIENTS = "Who else gets it"


class Dot(Enum):
    """How a row of the picture dots a kind of data."""

    OF = "of"
    """It is data of these people."""
    KEEPS = "keeps"
    """The purpose uses it and keeps it."""
    USES = "uses"
    """The purpose uses what others keep."""
    GETS = "gets"
    """The recipient gets it."""
    COUNTS = "counts"
    """The recipient learns how many people, and no more."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """A row of the picture: people, a purpose or a recipient, and the kinds of data that it dots."""

    name: str
    note: str
    """What stands behind the name: a country, or nothing."""
    says: str
    group: str
    """The heading it stands under."""
    dots: Mapping[str, Dot]
    source: int | None = None
    """For a recipient: the row of the purpose that it gets its data of."""
    basis: Basis | None = None


@dataclass(frozen=True, kw_only=True)
class Flow:
    """Everything that the picture shows, in the order of the files."""

    title: str
    kinds: Mapping[str, tuple[str, ...]]
    """Kinds of data by the first word of their categories, with these."""
    lines: tuple[Line, ...] = field(default=())


def flow_of(declared: Declared) -> Flow:
    """What the two files say about who flows where."""
    policy = declared.policy
    kinds: dict[str, tuple[str, ...]] = {}
    for category in policy.categories:
        kinds[_kind(category)] = (*kinds.get(_kind(category), ()), category)
    people = tuple(_people(declared))
    purposes = tuple(_purposes(declared))
    rows = {line.name: place for place, line in enumerate(purposes, start=len(people))}
    recipients = tuple(_recipients(declared, rows))
    title = f"How {policy.controller.name} uses personal data, version {policy.version}"
    return Flow(title=title, kinds=kinds, lines=people + purposes + recipients)


def _kind(category: str) -> str:
    return category.partition(".")[0]


def _people(declared: Declared) -> Iterator[Line]:
    of: dict[str, set[str]] = {kind: set() for kind in declared.policy.subjects}
    for name, table in declared.data_map.tables.items():
        owners = declared.owners(name)
        for column in table.columns.values():
            for owner in () if column.plain else column.of or owners:
                of[owners[owner]].add(_kind(column.holds))
    for kind, subject in declared.policy.subjects.items():
        dots = dict.fromkeys(sorted(of[kind]), Dot.OF)
        yield Line(name=kind, note="", says=subject.says, group=PEOPLE, dots=dots)


def _purposes(declared: Declared) -> Iterator[Line]:
    """By basis, and within one as in the file."""
    policy = declared.policy
    for basis in Basis:
        for name, purpose in policy.purposes.items():
            if purpose.basis is basis:
                dot = Dot.KEEPS if purpose.keeps else Dot.USES
                dots = {_kind(category): dot for category in policy.categories_of(purpose.uses)}
                group = f"For what, on {GROUNDS[basis]}"
                yield Line(name=name, note="", says=purpose.says, group=group, dots=dots, basis=basis)


def _recipients(declared: Declared, rows: Mapping[str, int]) -> Iterator[Line]:
    for name, recipient in declared.policy.recipients.items():
        yield Line(
            name=name,
            note=f"{recipient.role.replace('_', ' ')}, {recipient.country}",
            says=recipient.says,
            group=RECIPIENTS,
            dots=_received(declared, recipient),
            source=rows.get(recipient.for_ or ""),
        )


def _received(declared: Declared, recipient: Recipient) -> dict[str, Dot]:
    policy, purpose = declared.policy, declared.policy.purposes.get(recipient.for_ or "")
    used = policy.categories_of(purpose.uses) if purpose else frozenset(policy.categories)
    if isinstance(recipient.receives, tuple):
        return {_kind(category): Dot.GETS for category in policy.categories_of(recipient.receives) & used}
    dot = Dot.COUNTS if recipient.counts else Dot.GETS
    return {_kind(category): dot for category in used}
