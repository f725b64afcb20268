"""A company's life as the meaning tells it: its rows, what holds for its people, the time, and what changes them.

Part of the reference evaluator: it follows docs/explanation/meaning.md ("Standing", "Sweep") and shares no code
with Troth.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from properties.case import Case
from properties.evaluator import Evaluator
from properties.needing import named
from properties.reading import Row
from properties.related import Person
from properties.standing import Hold, Restriction, Standing
from properties.staying import sweep


@dataclass(frozen=True, kw_only=True)
class Word:
    """One word about a person. `to` is the purpose or the agreement that it is about."""

    does: str
    to: str = ""
    restriction: Restriction | None = None
    hold: Hold | None = None
    number: int | None = None
    """The number that a restriction or a hold was given, or of the one that ends."""
    version: int = 1
    until: datetime | None = None

    def __str__(self) -> str:
        parts = (self.does, self.to, self.restriction, self.hold, self.number, self.until)
        return " ".join(str(part) for part in parts if part)


@dataclass
class Life:
    """One company, now."""

    case: Case
    data: dict[str, list[Row]]
    standing: Standing
    clock: datetime
    restrictions: dict[tuple[str, int], Restriction] = field(default_factory=dict)
    """Kind and number -> what was restricted and not lifted."""
    holds: dict[int, Hold] = field(default_factory=dict)

    @classmethod
    def of(cls, case: Case) -> Life:
        """The life of a case at its beginning."""
        life = cls(case, deepcopy(case.data), deepcopy(case.standing), case.clock)
        standing = life.standing
        life.restrictions = {(each.kind, n): each for n, each in enumerate(standing.restrictions, start=1)}
        life.holds = dict(enumerate(standing.holds, start=1))
        return life

    @property
    def evaluator(self) -> Evaluator:
        """What the meaning says of it now."""
        self.standing.restrictions = list(self.restrictions.values())
        self.standing.holds = list(self.holds.values())
        return Evaluator(
            policy=self.case.policy,
            tables=self.case.tables,
            schema=self.case.schema,
            data=self.data,
            standing=self.standing,
            clock=self.clock,
        )

    @property
    def purposes(self) -> dict[str, Any]:
        found: dict[str, Any] = self.case.policy["purposes"]
        return found

    def people(self) -> list[Person]:
        """Everybody who has a row."""
        subjects = self.evaluator.map.subject_table
        return [
            (kind, self.evaluator.map.key_of(table, row))
            for kind, table in subjects.items()
            for row in self.data[table]
        ]

    # ---- Words -----------------------------------------------------------------------------------------------------

    def fitting(self, person: Person) -> list[Word]:
        """The words without more detail that can be said of a person now."""
        words = []
        child = person in self.standing.children
        for purpose, said in self.purposes.items():
            asks = self.asks_consent(purpose)
            words += [Word(does="consent", to=purpose)] if (asks or said.get("direct_marketing")) and not child else []
            words += [Word(does="withdraw", to=purpose)] if asks else []
            if said["basis"] in ("legitimate_interest", "public_task") or said.get("direct_marketing"):
                words.append(Word(does="object", to=purpose))
            if said["basis"] != "consent" and not said.get("direct_marketing") and not child:
                words.append(Word(does="begin", to=purpose))
            if (*person, purpose) in self.standing.pending:
                words += [Word(does="uphold", to=purpose), Word(does="refuse", to=purpose)]
        return words

    def asks_consent(self, purpose: str) -> bool:
        said = self.purposes[purpose]
        return said["basis"] == "consent" or "consent" in [kind for kind, _ in map(named, said.get("needs") or [])]

    def say(self, person: Person, word: Word) -> None:
        """A word takes effect."""
        getattr(self, f"_{word.does}")(person, word)

    def _consent(self, person: Person, word: Word) -> None:
        self.standing.consents[(*person, word.to)] = self.clock
        self._open(person, word.to)

    def _open(self, person: Person, purpose: str) -> None:
        self.standing.ended.discard((*person, purpose))
        self.standing.pending.discard((*person, purpose))
        self._begin(person, Word(does="begin", to=purpose))

    def _withdraw(self, person: Person, word: Word) -> None:
        self.standing.consents.pop((*person, word.to), None)
        self.standing.agreed.pop((*person, ("confirmed", word.to)), None)

    def _object(self, person: Person, word: Word) -> None:
        purpose = self.purposes[word.to]
        if purpose.get("direct_marketing"):
            for name in [name for name, said in self.purposes.items() if said.get("direct_marketing")]:
                self._withdraw(person, Word(does="withdraw", to=name))
                if self.purposes[name]["basis"] != "consent":
                    self.standing.ended.add((*person, name))
        elif (*person, word.to) not in self.standing.ended:
            held = self.standing.pending if purpose.get("objection") == "balance" else self.standing.ended
            held.add((*person, word.to))

    def _uphold(self, person: Person, word: Word) -> None:
        self.standing.pending.discard((*person, word.to))
        self.standing.ended.add((*person, word.to))

    def _refuse(self, person: Person, word: Word) -> None:
        self.standing.pending.discard((*person, word.to))

    def _begin(self, person: Person, word: Word) -> None:
        self.standing.ended.discard((*person, word.to))
        self.standing.parts = {part for part in self.standing.parts if part[:3] != (*person, word.to)}

    # ---- Time, and the company ---------------------------------------------------------------------------------------

    def insert(self, table: str, row: Row) -> None:
        self.data[table].append(row)

    def change(self, table: str, row: Row, column: str, value: object) -> None:
        row[column] = value

    # ---- Sweep -----------------------------------------------------------------------------------------------------

    def sweep(self) -> None:
        """What nothing needs goes, and with the last row of a person what was said of them."""
        self.data = sweep(self.evaluator).data
        here = set(self.people())
        for person in self._heard() - here:
            self.forget(person)

    def _heard(self) -> set[Person]:
        standing = self.standing
        found = {who[:2] for who in (*standing.consents, *standing.ended, *standing.pending, *standing.agreed)}
        found |= {(each.kind, each.person) for each in standing.restrictions}
        found |= {hold.person for hold in standing.holds if hold.person}
        return found | standing.children | {part[:2] for part in standing.parts}

    def forget(self, person: Person) -> None:
        """A key that is used again inherits nothing."""
        standing = self.standing
        standing.consents = {who: at for who, at in standing.consents.items() if who[:2] != person}
        standing.agreed = {who: said for who, said in standing.agreed.items() if who[:2] != person}
        standing.ended = {who for who in standing.ended if who[:2] != person}
        standing.pending = {who for who in standing.pending if who[:2] != person}
        standing.parts = {part for part in standing.parts if part[:2] != person}
        standing.children.discard(person)
        self.restrictions = {n: r for n, r in self.restrictions.items() if (r.kind, r.person) != person}
        self.holds = {n: hold for n, hold in self.holds.items() if hold.person != person}
