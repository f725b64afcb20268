"""A company's life as the meaning tells it: its rows, what holds for its people, the time, and what changes them.

Part of the reference evaluator: it follows docs/explanation/meaning.md ("Sweep", "Erasure", "After a restore") and
shares no code with Troth.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import datetime

from properties.case import Case
from properties.erasing import erase
from properties.evaluator import Evaluator
from properties.outliving import Deed, said_again
from properties.reading import Key, Row
from properties.related import Person
from properties.standing import Hold, Restriction, Standing
from properties.staying import sweep
from properties.words import Word, Words


@dataclass
class Held:
    """What a backup of the database brings back."""

    data: dict[str, list[Row]]
    standing: Standing
    restrictions: dict[tuple[str, int], Restriction]
    """Kind and number -> what was restricted and not lifted."""
    holds: dict[int, Hold]
    set_for: dict[int, Person] = field(default_factory=dict)
    """In whose name a hold was set at the desk."""
    known: set[int] = field(default_factory=set)
    """The deeds of the journal that are marked in the database."""


@dataclass
class Life:
    """One company, now. The journal is no part of what is held: it lies outside of every backup."""

    case: Case
    clock: datetime
    held: Held
    journal: list[Deed] = field(default_factory=list)

    @classmethod
    def of(cls, case: Case) -> Life:
        """The life of a case at its beginning."""
        standing = deepcopy(case.standing)
        restrictions = {(each.kind, n): each for n, each in enumerate(standing.restrictions, start=1)}
        held = Held(deepcopy(case.data), standing, restrictions, dict(enumerate(standing.holds, start=1)))
        return cls(case, case.clock, held)

    @property
    def data(self) -> dict[str, list[Row]]:
        return self.held.data

    @property
    def standing(self) -> Standing:
        self.held.standing.restrictions = list(self.held.restrictions.values())
        self.held.standing.holds = list(self.held.holds.values())
        return self.held.standing

    @property
    def evaluator(self) -> Evaluator:
        """What the meaning says of it now."""
        return Evaluator(
            policy=self.case.policy,
            tables=self.case.tables,
            schema=self.case.schema,
            data=self.data,
            standing=self.standing,
            clock=self.clock,
        )

    def people(self) -> list[Person]:
        """Everybody who has a row."""
        reading = self.evaluator.map
        return [
            (kind, reading.key_of(table, row))
            for kind, table in reading.subject_table.items()
            for row in self.data[table]
        ]

    # ---- Words -----------------------------------------------------------------------------------------------------

    def would_change(self, person: Person, word: Word) -> bool:
        """Whether a word that names a purpose or an agreement alone would change what holds."""
        later = deepcopy(self.standing)
        Words(self.case.policy, later, self.clock).say(person, word)
        return later != self.standing

    def say(self, person: Person, word: Word) -> None:
        """A word takes effect, and stands in the journal. `word.number` is what the desk has given it."""
        match word.does:
            case "restrict":
                said = self._restrict(person, word)
            case "lift":
                said = self._lift(person, word)
            case "hold" if word.hold and word.number:
                self.held.holds[word.number] = word.hold
                self.held.set_for[word.number] = person
                said = [word]
            case "release" if word.number:
                del self.held.holds[word.number]
                said = [word]
            case "erase":
                said = self._erase(person, word)
            case _:
                said = Words(self.case.policy, self.standing, self.clock).say(person, word)
        if said:
            self.held.known.add(len(self.journal))
            self.journal.append(Deed(person, tuple(said)))

    def _restrict(self, person: Person, word: Word) -> list[Word]:
        assert word.restriction and word.number
        if (person[0], word.number) in self.held.restrictions:
            return []
        self.held.restrictions[person[0], word.number] = word.restriction
        return [word]

    def _lift(self, person: Person, word: Word) -> list[Word]:
        """All of a person's restrictions, or one."""
        numbers = [
            number
            for (kind, number), given in self.held.restrictions.items()
            if (kind, given.person) == person and word.number in (None, number) and self.evaluator.in_time(given)
        ]
        for number in numbers:
            del self.held.restrictions[person[0], number]
        return [Word(does="lift", number=number) for number in numbers]

    def _erase(self, person: Person, word: Word) -> list[Word]:
        before = (deepcopy(self.data), deepcopy(self.standing))
        erased = erase(self.evaluator, person, word.categories)
        staying = erased.standing.restrictions
        self.held.restrictions = {n: given for n, given in self.held.restrictions.items() if given in staying}
        self.held.data, self.held.standing = erased.left.data, erased.standing
        if before == (self.data, self.standing):
            return []
        if person not in self.people():
            self._forget(person)
        return [word]

    # ---- Sweep -----------------------------------------------------------------------------------------------------

    def sweep(self) -> None:
        """What nothing needs goes, and with the last row of a person what was said of them."""
        self.held.data = sweep(self.evaluator).data
        for person in self._heard() - set(self.people()):
            self._forget(person)

    def _heard(self) -> set[Person]:
        standing = self.standing
        found = {who[:2] for who in (*standing.consents, *standing.ended, *standing.pending, *standing.agreed)}
        found |= {(each.kind, each.person) for each in standing.restrictions}
        found |= {hold.person for hold in standing.holds if hold.person}
        return found | standing.children | {part[:2] for part in standing.parts}

    def _forget(self, person: Person) -> None:
        """A key that is used again inherits nothing."""
        standing = self.standing
        standing.consents = {who: at for who, at in standing.consents.items() if who[:2] != person}
        standing.agreed = {who: said for who, said in standing.agreed.items() if who[:2] != person}
        standing.ended = {who for who in standing.ended if who[:2] != person}
        standing.pending = {who for who in standing.pending if who[:2] != person}
        standing.parts = {part for part in standing.parts if part[:2] != person}
        standing.children.discard(person)
        self.held.restrictions = {n: r for n, r in self.held.restrictions.items() if (r.kind, r.person) != person}
        self.held.holds = {n: hold for n, hold in self.held.holds.items() if hold.person != person}

    # ---- Backup and restore ----------------------------------------------------------------------------------------

    def say_again(self, person: Person, word: Word, number: int) -> None:
        """A word that the backup has forgotten. `number` is for a restriction or a hold that is not there already."""
        again = replace(word, number=number) if word.does in ("restrict", "hold") else word
        match word.does:
            case "uphold":
                if (*person, word.to) not in self.standing.ended | self.standing.pending:
                    self.say(person, replace(word, does="object"))
                if (*person, word.to) in self.standing.pending:
                    self.say(person, word)
            case "restrict" if word.restriction and (
                self._is_restricted_so(word.restriction) or not self._is_here(word.restriction.row)
            ):
                return
            case "restrict" if word.restriction:
                self.say(person, replace(again, restriction=replace(word.restriction, at=self.clock)))
            case "hold" if word.hold and (self._is_held_so(person, word.hold) or not self._is_here(word.hold.row)):
                return
            case "end" if (*person, word.to) in self.standing.ended:
                return
            case _:
                self.say(person, again)

    def _is_here(self, row: tuple[str, Key] | None) -> bool:
        """Whether a row that is named is in the database."""
        return row is None or any(self.evaluator.map.key_of(row[0], each) == row[1] for each in self.data[row[0]])

    def _is_restricted_so(self, given: Restriction) -> bool:
        """Whether the same restriction stands, to all of its purposes."""
        consents = [at for who, at in self.standing.consents.items() if who[:2] == (given.kind, given.person)]
        return any(
            replace(each, at=given.at) == given
            and self.evaluator.in_time(each)
            and (each.row or not any(at > each.at for at in consents))
            for each in self.held.restrictions.values()
        )

    def _is_held_so(self, person: Person, hold: Hold) -> bool:
        """Whether such a hold stands on the person, or was set in their name."""
        return any(
            (each.keeps, each.ground, each.row) == (hold.keeps, hold.ground, hold.row)
            and (each.until is None or each.until >= self.clock)
            and person in (each.person, self.held.set_for.get(number))
            for number, each in self.held.holds.items()
        )

    def numbered(self, numbers: dict[int, int]) -> None:
        """The numbers that the desk has given for those that stand for them."""
        held = self.held
        held.restrictions = {(kind, numbers.get(n, n)): given for (kind, n), given in held.restrictions.items()}
        held.holds = {numbers.get(n, n): hold for n, hold in held.holds.items()}
        held.set_for = {numbers.get(n, n): person for n, person in held.set_for.items()}
        for number, deed in enumerate(self.journal):
            words = (replace(word, number=numbers.get(word.number or 0, word.number)) for word in deed.words)
            self.journal[number] = replace(deed, words=tuple(words))

    def back_up(self) -> Held:
        """What a backup of now holds."""
        return deepcopy(self.held)

    def restore(self, backup: Held) -> list[tuple[Person, Word]]:
        """Back to a backup. Tells what of the words that are forgotten is to be said again, and of whom."""
        self.held = deepcopy(backup)
        forgotten = [number for number in range(len(self.journal)) if number not in self.held.known]
        self.held.known |= set(forgotten)
        again: list[tuple[int, Person, Word]] = []
        for person in sorted({self.journal[number].person for number in forgotten} & {*self.people()}, key=str):
            deeds = [number for number in forgotten if self.journal[number].person == person]
            words = said_again((number, word) for number in deeds for word in self.journal[number].words)
            again += [(number, person, word) for number, word in words]
        return [(person, word) for _, person, word in sorted(again, key=lambda each: each[0])]
