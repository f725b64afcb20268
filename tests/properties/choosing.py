"""Which word is said next: of some that could be, the one that does most that none in this life has done yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from random import Random

from properties.effects import Outlook, effects, name_of, standing_of
from properties.life import Life
from properties.lively import sort_of
from properties.related import Person
from properties.words import Word

Said = tuple[Person, Word]
REFUSING = ("withdraw", "object", "uphold", "disagree", "disapprove")
ANY = 1 / 6
"""How often one is said without looking."""
LOOKED_AT = 10
"""Words that are thought through before one is said."""


@dataclass
class Choosing:
    """What the words of one life have done so far."""

    chance: Random
    met: Counter[str] = field(default_factory=Counter)
    refused: set[tuple[Person, str]] = field(default_factory=set)
    """Who has said no to a purpose."""

    def one_of(self, life: Life, words: Collection[Said], most: int) -> Said:
        """A word that is worth saying; now and then any."""
        some = self._some(words)[:most]
        if self.chance.random() < ANY:
            return some[0]
        before = Outlook.of(life.evaluator)
        doing = [
            (said, effects(life, before, *said) | {_about(life, said[1])}, self._meets(life, *said)) for said in some
        ]
        said, does, meets = max(doing, key=lambda each: 2 * self._new(each[1]) + self._new(each[2]))
        self.met.update(does | meets)
        if said[1].does in REFUSING:
            self.refused.add((said[0], said[1].to))
        return said

    def _some(self, words: Collection[Said]) -> list[Said]:
        """As many of each kind as of another."""
        shuffled = self.chance.sample([*words], len(words))
        turn: Counter[str] = Counter()
        order: list[tuple[int, int, Said]] = []
        for place, (person, word) in enumerate(shuffled):
            turn[word.does] += 1
            order.append((turn[word.does], place, (person, word)))
        return [said for *_, said in sorted(order, key=lambda each: each[:2])]

    def _new(self, tags: Iterable[str]) -> float:
        return sum(1 / (1 + 9 * self.met[tag]) for tag in tags)

    def _meets(self, life: Life, person: Person, word: Word) -> set[str]:
        """What of the person it meets, and whether they had said no to this before."""
        met = {f"{name_of(word)} of who {sort}" for sort in standing_of(life, person)}
        if (person, word.to) in self.refused:
            met.add(f"{_about(life, word)} after a no")
        return met


def _about(life: Life, word: Word) -> str:
    """A kind of word, and the sort of purpose that it is about."""
    said = life.case.policy["purposes"].get(word.to)
    return f"{name_of(word)} to {sort_of(said)}" if said else name_of(word)
