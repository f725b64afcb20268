"""What a release would hand out: to whom, of how many people and rows, and what is left out. Before anything leaves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import psycopg

from troth.compiler.build import Compiled
from troth.compiler.windows import TableWindow, Window
from troth.errors import Refused, Stale
from troth.findings import Finding, Place, did_you_mean
from troth.policy.model import Recipient
from troth.postgres.catalogue import Relation
from troth.sharing.asked import SCOPE, Asked, known_recipient, narrowed, refuse_shut
from troth.sharing.keys import Key
from troth.sharing.reading import Reader, reading
from troth.standing.rules import in_force
from troth.tables.model import parse_table

Someone = tuple[str, Key]
"""A person: the kind, and the key as Troth stores it."""

Whose = Mapping[str, Someone]
"""The owners of a row who are somebody, by their name in the data map."""

Selected = Mapping[Relation, Mapping[Key, Whose]]
"""The rows that would leave, table by table, each with the people it is about."""


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

    @property
    def people(self) -> frozenset[Someone]:
        """Everyone whose data would leave."""
        return frozenset(
            person for rows in self.selected.values() for whose in rows.values() for person in whose.values()
        )

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
        if self.not_shown:
            listed = ", ".join(f"{kind} {_shown(key)}" for kind, key in self.not_shown[:5])
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
        }


def plan_disclosure(connection: psycopg.Connection[Any], compiled: Compiled, name: str, asked: Asked) -> DisclosurePlan:
    """What a release would hand out. Changes nothing. `connection` is of the tables' owner.

    Raises Refused: TR780 no such recipient, TR781 outside its agreement or safeguard, TR783 something asked for that
    it does not receive or that is not there; Stale (TR711); Unavailable (TR798).
    """
    recipient = known_recipient(compiled.policy, name)
    with _fitting_keys(name), reading(connection):
        reader = Reader(connection, compiled, name)
        today = opened(reader, recipient)
        window = narrowed(compiled, name, asked)
        people = _people(reader, asked)
        selected = {
            table.relation: select(reader, table, _chosen(reader, table, asked, people))
            for table in window.tables.values()
        }
    released = {person for rows in selected.values() for whose in rows.values() for person in whose.values()}
    return DisclosurePlan(
        name=name,
        recipient=recipient,
        window=window,
        today=today,
        selected=selected,
        not_shown=tuple(person for person in people if person not in released),
    )


@contextmanager
def _fitting_keys(name: str) -> Iterator[None]:
    """A key that is none of its table is refused in words (TR783)."""
    try:
        yield
    except (psycopg.DataError, psycopg.errors.CannotCoerce) as problem:
        message = f"one of the keys is none of its table: {problem.diag.message_primary or problem}"
        hint = "give one value for each column of the primary key, of its type"
        raise Refused(Finding(code=SCOPE, message=message, where=_of(name), hint=hint)) from None


def opened(reader: Reader, recipient: Recipient) -> date:
    """Today, on which the recipient's window is open. Raises Refused (TR781), Stale (TR711), Unavailable (TR798)."""
    today, version = reader.today()
    finding = in_force(reader.compiled.policy, version)
    if finding is not None:
        raise Stale(finding)
    refuse_shut(recipient, reader.recipient, today)
    return today


def select(reader: Reader, table: TableWindow, keys: set[Key] | None) -> dict[Key, Whose]:
    """The rows of one table that the window shows, each with the people whose data is shown. None: all of them."""
    relation, key = table.relation, table.table.table.primary_key
    shown = [tuple(row) for row in reader.through_window(relation, key, keys)]
    found: dict[Key, dict[str, Someone]] = {row: {} for row in shown}
    for owner in table.owners:
        for row, person in reader.people_of(table.table, owner, shown):
            found[row][owner.name] = (owner.kind, person)
    return dict(found)


def _people(reader: Reader, asked: Asked) -> tuple[Someone, ...]:
    """The people who were asked for, with their keys as Troth stores them. Raises Refused (TR783)."""
    kinds = reader.compiled.mapped.kinds()
    found: list[Someone] = []
    for kind in sorted({kind for kind, _ in asked.people}):
        if kind not in kinds:
            _refuse(reader, f"there is no kind of person `{kind}`", did_you_mean(kind, kinds))
        keys = {key for each, key in asked.people if each == kind}
        width = len(reader.compiled.mapped.subject_table(kind).table.primary_key)
        if any(len(key) != width for key in keys):
            _refuse(reader, f"the key of a {kind} has {width} parts", "give one value for each column of the key")
        there = sorted(reader.people_there(kind, keys), key=str)
        if absent := sorted({_shown(key) for key in keys} - {_shown(key) for key in there}):
            _refuse(reader, f"there is no {kind} {', '.join(absent[:5])}", "is the key right, and the row committed?")
        found += ((kind, key) for key in there)
    return tuple(found)


def _chosen(reader: Reader, table: TableWindow, asked: Asked, people: tuple[Someone, ...]) -> set[Key] | None:
    """The rows of one table that were asked for; None if all that the window shows."""
    named = {Relation(*parse_table(name)): keys for name, keys in asked.rows.items()}
    if table.relation in named:
        return set(named[table.relation])
    if asked.everyone:
        return None
    return {
        key
        for owner in table.owners
        for key in reader.rows_of(table.table, owner, [key for kind, key in people if kind == owner.kind])
    }


def _refuse(reader: Reader, message: str, hint: str) -> None:
    raise Refused(Finding(code=SCOPE, message=message, where=_of(reader.recipient), hint=hint))


def _of(name: str) -> Place:
    return Place(object=f"recipient {name}")


def _shown(key: Key) -> str:
    return ", ".join(map(str, key))
