"""What a release would hand out: to whom, of how many people and rows, and what is left out. Before anything leaves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import psycopg

from troth.compiler.build import Compiled
from troth.compiler.windows import Window
from troth.errors import Refused, Stale
from troth.findings import Finding
from troth.policy.model import Recipient
from troth.sharing.asked import SCOPE, Asked, known_recipient, narrowed, refuse_shut
from troth.sharing.keys import Someone
from troth.sharing.locks import Locked, Override, known_override, missing
from troth.sharing.place import of_recipient
from troth.sharing.reading import Reader, reading
from troth.sharing.selecting import Selected, chosen, known_people, people_in, select, without
from troth.standing.rules import in_force
from troth.standing.words import shown_key


@dataclass(frozen=True, kw_only=True)
class DisclosurePlan:
    """What would leave if it was released now. `selected` names rows and people; no other value is in it."""

    name: str
    recipient: Recipient
    window: Window
    today: date
    selected: Selected = field(repr=False)
    not_shown: tuple[Someone, ...] = ()
    """People who were asked for, of whom the window shows nothing now."""
    locked: Locked = field(default_factory=dict)
    """For each need of the recipient, the people left out because it is missing."""
    override: Override | None = None
    lifted: Locked = field(default_factory=dict)
    """For each need that the override lifts, the people of whom it is missing."""

    @property
    def people(self) -> frozenset[Someone]:
        """Everyone whose data would leave."""
        return people_in(self.selected)

    @property
    def rows(self) -> int:
        return sum(map(len, self.selected.values()))

    @property
    def categories(self) -> tuple[str, ...]:
        """The kinds of data that would leave."""
        tables = (self.window.tables[relation] for relation, rows in self.selected.items() if rows)
        return tuple(sorted({category for table in tables for category in table.categories()}))

    def __str__(self) -> str:
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        recipient = self.recipient
        role = recipient.role.replace("_", " ")
        yield f"to {self.name} ({role}, {recipient.country}): {recipient.says}"
        yield f"for {self.window.purpose}: {', '.join(self.categories) or 'nothing'}"
        kinds = Counter(kind for kind, _ in self.people)
        counted = ", ".join(f"{count:,} {kind}{'s' if count != 1 else ''}" for kind, count in sorted(kinds.items()))
        yield f"of {counted or 'nobody'}, in {self.rows:,} row{'s' if self.rows != 1 else ''}"
        for relation, rows in self.selected.items():
            if rows:
                yield f"  {relation}: {len(rows):,} × {', '.join(self.window.tables[relation].shown)}"
        yield from self._protection()
        for need, people in self.locked.items():
            yield f"left out: {_people_counted(people)}, of whom there is no {need}"
        for need, people in self.lifted.items():
            yield f"in spite of no {need} of {_people_counted(people)}: {self.override}"
        if self.not_shown:
            listed = ", ".join(f"{kind} {shown_key(key)}" for kind, key in self.not_shown[:5])
            more = f" and {len(self.not_shown) - 5:,} more" if len(self.not_shown) > 5 else ""
            yield f"nothing of {listed}{more}: the window does not show them now (see `troth explain`)"

    def _protection(self) -> Iterator[str]:
        agreement, safeguard = self.recipient.agreement, self.recipient.safeguard
        if agreement:
            yield f"agreement signed {agreement.signed}" + (f", until {agreement.expires}" if agreement.expires else "")
        if safeguard:
            until = f", until {safeguard.expires}" if safeguard.expires else ""
            yield f"safeguard: {safeguard.kind.replace('_', ' ')}{until}"

    def to_json(self) -> dict[str, object]:
        """The plan as plain data, in counts alone."""
        return {
            "recipient": self.name,
            "role": self.recipient.role,
            "country": self.recipient.country,
            "safeguard": self.recipient.safeguard.kind if self.recipient.safeguard else None,
            "purpose": self.window.purpose,
            "categories": list(self.categories),
            "people": len(self.people),
            "rows": {str(relation): len(rows) for relation, rows in self.selected.items()},
            "not_shown": len(self.not_shown),
            "left_out": {need: len(people) for need, people in self.locked.items()},
            "override": self.override.kind if self.override else None,
            "lifted": {need: len(people) for need, people in self.lifted.items()},
        }


def plan_disclosure(connection: psycopg.Connection[Any], compiled: Compiled, name: str, asked: Asked) -> DisclosurePlan:
    """What a release would hand out. Changes nothing. `connection` is of the tables' owner.

    Raises Refused: TR780 no such recipient, TR781 outside its agreement, safeguard or review, TR783 something asked for
    that it does not receive or that is not there, TR786 an override it does not have; Stale (TR711);
    Unavailable (TR798).
    """
    recipient = known_recipient(compiled.policy, name, ordered=asked.order is not None)
    known_override(recipient, name, asked.override)
    with _fitting_keys(name), reading(connection):
        reader = Reader(connection, compiled, name)
        today = opened(reader, recipient)
        window = narrowed(compiled, name, asked)
        people = known_people(reader, asked.people)
        shown = {
            table.relation: select(reader, table, chosen(reader, table, asked, people))
            for table in window.tables.values()
        }
        lacking = missing(reader, recipient, people_in(shown), today)
    return DisclosurePlan(
        name=name,
        recipient=recipient,
        window=window,
        today=today,
        selected=shown if asked.override else without(shown, lacking),
        not_shown=tuple(person for person in people if person not in people_in(shown)),
        locked={} if asked.override else lacking,
        override=asked.override,
        lifted=lacking if asked.override else {},
    )


@contextmanager
def _fitting_keys(name: str) -> Iterator[None]:
    """A key that is none of its table is refused in words (TR783)."""
    try:
        yield
    except (psycopg.DataError, psycopg.errors.CannotCoerce) as problem:
        message = f"one of the keys is none of its table: {problem.diag.message_primary or problem}"
        hint = "give one value for each column of the primary key, of its type"
        why = "a release is about people and rows that are named, and about nobody else"
        raise Refused(Finding(code=SCOPE, message=message, where=of_recipient(name), why=why, hint=hint)) from None


def opened(reader: Reader, recipient: Recipient) -> date:
    """Today, on which the recipient's window is open. Raises Refused (TR781), Stale (TR711), Unavailable (TR798)."""
    today, version = reader.today()
    finding = in_force(reader.compiled.policy, version)
    if finding is not None:
        raise Stale(finding)
    refuse_shut(recipient, reader.recipient, today)
    return today


def _people_counted(people: frozenset[Someone]) -> str:
    return "1 person" if len(people) == 1 else f"{len(people):,} people"
