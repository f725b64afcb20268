"""Words about people: what is said at the desk, and what each does to what holds.

Part of the reference evaluator: it follows docs/explanation/meaning.md ("Standing") and shares no code with Troth.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from properties.needing import named
from properties.related import Person
from properties.standing import Hold, Restriction, Standing


@dataclass(frozen=True, kw_only=True)
class Word:
    """One word about a person. `to` is the purpose or the agreement that it is about."""

    does: str
    to: str = ""
    restriction: Restriction | None = None
    hold: Hold | None = None
    number: int | None = None
    """The number that a restriction or a hold was given, or of the one that ends."""
    role: str = ""
    categories: tuple[str, ...] = ()
    """Of an erasure in part."""

    def __str__(self) -> str:
        parts = (self.does, self.to, self.restriction, self.hold, self.number, self.role, self.categories)
        return " ".join(str(part) for part in parts if part)


def fitting(policy: dict[str, Any], standing: Standing, person: Person) -> list[Word]:
    """The words that name a purpose or an agreement alone, and can be said of a person now."""
    child = person in standing.children
    words = []
    for purpose, said in policy["purposes"].items():
        asks, marketing = asks_consent(said), said.get("direct_marketing")
        words += [Word(does="consent", to=purpose)] if (asks or marketing) and not child else []
        words += [Word(does="withdraw", to=purpose)] if asks else []
        if said["basis"] in ("legitimate_interest", "public_task") or marketing:
            words.append(Word(does="object", to=purpose))
        if said["basis"] != "consent" and not marketing and not child:
            words.append(Word(does="begin", to=purpose))
        if (*person, purpose) in standing.pending:
            words += [Word(does="uphold", to=purpose), Word(does="refuse", to=purpose)]
        for kind, asked in map(named, said.get("needs") or []):
            words += _meeting(kind, asked, purpose, child=child, consents=(*person, purpose) in standing.consents)
    return words


def asks_consent(said: dict[str, Any]) -> bool:
    """Whether a purpose asks for consent, as its basis or beside it."""
    return said["basis"] == "consent" or "consent" in [kind for kind, _ in map(named, said.get("needs") or [])]


def _meeting(kind: str, asked: Any, purpose: str, *, child: bool, consents: bool) -> list[Word]:
    """What meets a need, and what takes that back."""
    if kind == "agreement":
        return [Word(does="disagree", to=asked), *([] if child else [Word(does="agree", to=asked)])]
    if kind == "approval":
        return [Word(does="approve", to=purpose, role=asked), Word(does="disapprove", to=purpose, role=asked)]
    if kind == "confirmed" and consents:
        return [Word(does="confirm", to=purpose)]
    return [Word(does="notified")] if kind == "notice" else []


class Words:
    """What words do to the standing of a company's people. Each method tells what is written down of it."""

    def __init__(self, policy: dict[str, Any], standing: Standing, clock: datetime) -> None:
        self.policy, self.standing, self.clock = policy, standing, clock
        self.purposes: dict[str, Any] = policy["purposes"]

    def say(self, person: Person, word: Word) -> list[Word]:
        """A word takes effect."""
        more = getattr(self, f"_{word.does}")(person, word)
        return [word, *(more or [])]

    def _consent(self, person: Person, word: Word) -> None:
        self.standing.consents[(*person, word.to)] = self.clock
        self.standing.pending.discard((*person, word.to))
        self._begin(person, word)

    def _begin(self, person: Person, word: Word) -> None:
        self.standing.ended.discard((*person, word.to))
        self.standing.parts = {part for part in self.standing.parts if part[:3] != (*person, word.to)}

    def _withdraw(self, person: Person, word: Word) -> None:
        self.standing.consents.pop((*person, word.to), None)
        self.standing.agreed.pop((*person, ("confirmed", word.to)), None)

    def _object(self, person: Person, word: Word) -> list[Word]:
        purpose, who = self.purposes[word.to], (*person, word.to)
        if purpose.get("direct_marketing"):
            return self._object_to_marketing(person)
        if who not in self.standing.ended:
            (self.standing.pending if purpose.get("objection") == "balance" else self.standing.ended).add(who)
        return []

    def _object_to_marketing(self, person: Person) -> list[Word]:
        """All of it ends."""
        more = []
        marketing = [name for name, said in self.purposes.items() if said.get("direct_marketing")]
        for name in marketing:
            if (*person, name) in self.standing.consents:
                more.append(Word(does="withdraw", to=name))
            self._withdraw(person, Word(does="withdraw", to=name))
        for name in [name for name in marketing if self.purposes[name]["basis"] != "consent"]:
            if (*person, name) not in self.standing.ended:
                more.append(Word(does="end", to=name))
                self.standing.ended.add((*person, name))
        return more

    def _end(self, person: Person, word: Word) -> None:
        self.standing.ended.add((*person, word.to))

    def _uphold(self, person: Person, word: Word) -> None:
        self.standing.pending.discard((*person, word.to))
        self.standing.ended.add((*person, word.to))

    def _refuse(self, person: Person, word: Word) -> None:
        self.standing.pending.discard((*person, word.to))

    # ---- Needs -----------------------------------------------------------------------------------------------------

    def _agree(self, person: Person, word: Word) -> None:
        self._now_agreed(person, ("agreement", word.to), self.policy["agreements"][word.to].get("version", 1))

    def _notified(self, person: Person, word: Word) -> None:
        self._now_agreed(person, ("notice",), self.policy["version"])

    def _confirm(self, person: Person, word: Word) -> None:
        self._now_agreed(person, ("confirmed", word.to), 1)

    def _approve(self, person: Person, word: Word) -> None:
        self._now_agreed(person, ("approval", word.to, word.role), 1)

    def _now_agreed(self, person: Person, what: tuple[str, ...], version: int) -> None:
        """A version is never lowered."""
        before, _ = self.standing.agreed.get((*person, what), (0, None))
        self.standing.agreed[(*person, what)] = (max(before, version), None)

    def _disagree(self, person: Person, word: Word) -> None:
        self.standing.agreed.pop((*person, ("agreement", word.to)), None)

    def _disapprove(self, person: Person, word: Word) -> None:
        self.standing.agreed.pop((*person, ("approval", word.to, word.role)), None)

    # ---- Children --------------------------------------------------------------------------------------------------

    def _child_found(self, person: Person, word: Word) -> list[Word]:
        held = [who[2] for who in self.standing.consents if who[:2] == person]
        asking = [name for name, said in self.purposes.items() if said["basis"] == "consent"]
        for name in {*held, *asking}:
            self._withdraw(person, Word(does="withdraw", to=name))
        self.standing.children.add(person)
        return [Word(does="withdraw", to=name) for name in held]

    def _no_child(self, person: Person, word: Word) -> None:
        self.standing.children.discard(person)
