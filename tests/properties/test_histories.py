"""A company's life, step by step: after each of them the database shows and holds what the meaning says.

People consent and object, the company works, time passes, sweeps and erasures run; all on generated companies. In the
end the backup of the first day is restored, so that whatever was said is forgotten once, and said again.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import chain
from random import Random

import pytest
from hypothesis import assume, given, note, settings
from hypothesis import strategies as st

from databases import Server
from properties.case import changing, insertion
from properties.choosing import LOOKED_AT, Choosing, Said
from properties.comparing import differences, rows_of, wrongly_seen
from properties.deployed import Deployed, deployed
from properties.draw_rows import draw_hold, draw_restriction, draw_row, draw_value, interesting_times
from properties.draw_tables import one_in
from properties.evaluator import Evaluator
from properties.heard import wrongly_held
from properties.life import Held, Life
from properties.lively import lively, unneeded
from properties.periods import later_by, local_time
from properties.reading import Row
from properties.related import Person
from properties.standing import Hold
from properties.told import clock_step, step, word_step
from properties.words import Word, fitting
from troth.errors import Refused

EXAMPLES = int(os.environ.get("TROTH_EXAMPLES", "200"))
CHAPTERS = (
    ("restrict", "restrict", "say_no", "say_no", "say_no", "hold", "hold"),
    ("sweep",),
    ("erase", "erase", "erase_a_part", "say_yes", "say_yes", "let_go"),
    ("find_a_child", "take_back", "time_passes"),
    ("sweep",),
    ("back_up",),
    ("say_no", "say_no", "erase_a_part", "let_go", "work", "say_yes", "take_back", "find_a_child"),
    ("restore",),
    ("erase", "time_passes"),
    ("sweep",),
)
"""The steps of a life: those of a chapter in any order. What is said comes before what it should have an effect on."""
SHORT, LONG = sum(map(len, CHAPTERS[:5])), sum(map(len, CHAPTERS))
FEW, MORE = 1, 2
"""Lives of each company."""
PERIODS = ((1, "days"), (1, "months"), (1, "years"), (4, "years"))
NO = ("withdraw", "object", "uphold")
NO_MORE = ("disagree", "disapprove")
OPENING = ("consent", "begin", "refuse")
YES = (*OPENING, "agree", "approve", "confirm", "notified")
LIKELY = 4
"""Restrictions, holds and erasures that are thought of before one is chosen."""


class History:
    """One life of a company: as it is (`made`), and as the meaning tells it (`life`)."""

    def __init__(self, made: Deployed, seed: int) -> None:
        self.made = made
        self.choosing = Choosing(Random(seed))
        self.count = 100
        self.life = Life.of(made.case)
        self.first = self.life.back_up()
        self.backups: list[tuple[str, Held]] = [(made.beginning, self.first)]
        self.lost: set[tuple[Person, str]] = set()

    def live(self, data: st.DataObject, steps: int) -> None:
        """So many steps, chapter after chapter; then the first day is restored."""
        note(f"{self.life.case!r}\nsteps:\n{clock_step(self.life.clock, self.life.evaluator.zone)}")
        self.compare()
        for step_of in self._steps(data, steps):
            getattr(self, step_of)(data)
        self._restore(self.made.beginning, self.first)

    @staticmethod
    def _steps(data: st.DataObject, count: int) -> list[str]:
        dealt = [data.draw(st.permutations(chapter), label="chapter") for chapter in CHAPTERS]
        return [*chain.from_iterable(dealt)][:count]

    # ---- What the database holds and shows -------------------------------------------------------------------------

    def compare(self) -> None:
        """Every cell, all that holds for people, and every window."""
        made = self.made.made
        assert differences(rows_of(made), self.life.data) == [], repr(self.life.case)
        assert wrongly_held(made, self.life) == [], repr(self.life.case)
        assert wrongly_seen(made, self.life.evaluator) == [], repr(self.life.case)

    # ---- People ----------------------------------------------------------------------------------------------------

    def say_no(self, data: st.DataObject) -> None:
        """Somebody withdraws or objects; an objection is upheld."""
        self._say_one_of(self._fitting(NO))

    def take_back(self, data: st.DataObject) -> None:
        """Somebody no longer agrees, or is approved no longer."""
        self._say_one_of(self._fitting(NO_MORE))

    def say_yes(self, data: st.DataObject) -> None:
        """Somebody consents, agrees, is told; an objection is refused; a purpose begins again."""
        self._say_one_of(self._fitting(YES))

    def _fitting(self, kinds: Collection[str]) -> list[Said]:
        life = self.life
        words = [(who, word) for who in life.people() for word in fitting(life.case.policy, life.standing, who)]
        return [said for said in words if said[1].does in kinds]

    def _say_one_of(self, words: Collection[Said], most: int = LOOKED_AT) -> None:
        if words:
            self._said(*self.choosing.one_of(self.life, words, most))

    def restrict(self, data: st.DataObject) -> None:
        """Somebody's data is restricted."""
        exempt = {name for name, said in self.life.case.policy["purposes"].items() if said.get("despite_restriction")}
        given = [self._restriction(data, person) for person in self._some(data)]
        self._say_one_of(
            [said for said in given if said[1].restriction and not exempt & {*said[1].restriction.purposes}]
        )

    def _restriction(self, data: st.DataObject, person: Person) -> Said:
        given = draw_restriction(data.draw, self.life.evaluator, *person, self.life.data)
        at = self.life.clock + timedelta(seconds=1)
        until = None if given.until and given.until < at else given.until
        ground = data.draw(st.sampled_from(["accuracy", "claims"]))
        return person, Word(does="restrict", restriction=replace(given, at=at, until=until, ground=ground))

    def hold(self, data: st.DataObject) -> None:
        """Somebody's data, or a row of it, is kept for a claim: mostly what would go without it."""
        overdue = unneeded(self.life.evaluator)
        words = []
        for person in self._some(data):
            hold = draw_hold(data.draw, self.life.evaluator, self.life.people(), self.life.data)
            if overdue and not one_in(data.draw, 4):
                hold = replace(self._hold_on(data, *data.draw(st.sampled_from(overdue))), until=hold.until)
            if hold.until and hold.until <= self.life.clock + timedelta(seconds=1):
                hold = replace(hold, until=None)
            words.append((hold.person or person, Word(does="hold", hold=hold)))
        self._say_one_of(words)

    def _hold_on(self, data: st.DataObject, table: str, row: Row, column: str) -> Hold:
        """A hold that keeps one cell, by its row or by somebody whose it is."""
        evaluator = self.life.evaluator
        category, owners = evaluator.map.personal_columns(table)[column]
        whose = [evaluator.rows.person(owner, table, row) for owner in owners]
        here = [person for person in whose if person in self.life.people()]
        if here and data.draw(st.booleans()):
            return Hold((category,), person=data.draw(st.sampled_from(here)))
        return Hold((category,), row=(table, evaluator.map.key_of(table, row)))

    def let_go(self, data: st.DataObject) -> None:
        """A restriction ends, or all of somebody's; or a hold does."""
        held, people, soon = self.life.held, self.life.people(), self.life.clock + timedelta(seconds=1)
        words = [
            ((kind, given.person), Word(does="lift", number=named))
            for (kind, number), given in held.restrictions.items()
            for named in (number, None)
            if given.until is None or given.until >= soon
        ]
        here = [number for number in held.holds if held.set_for.get(number) in people]
        words += [(held.set_for[number], Word(does="release", number=number)) for number in here]
        self._say_one_of(words)

    def find_a_child(self, data: st.DataObject) -> None:
        """Somebody is found to be a child, or was taken for one."""
        children = self.life.standing.children
        words = [(who, Word(does="no_child" if who in children else "child_found")) for who in self.life.people()]
        self._say_one_of(words)

    # ---- Erasure ---------------------------------------------------------------------------------------------------

    def erase(self, data: st.DataObject) -> None:
        """Somebody asks to be erased. Once more changes nothing."""
        self._say_one_of([(person, Word(does="erase")) for person in self.life.people()], LIKELY)

    def erase_a_part(self, data: st.DataObject) -> None:
        """Somebody asks for some kinds of their data to be erased."""
        names = st.lists(st.sampled_from([*self.life.case.policy["categories"]]), min_size=1, max_size=2, unique=True)
        words = [(person, Word(does="erase", categories=tuple(data.draw(names)))) for person in self._some(data)]
        self._say_one_of(words, LIKELY)

    def _said(self, person: Person, word: Word) -> None:
        self._set_clock(self.life.clock + timedelta(seconds=1))  # Of two words one is the later.
        note(word_step(person, word))
        self.life.say(person, replace(word, number=self.made.say(person, word)))
        self.compare()
        if word.does == "erase" and person in self.life.people():
            assert self.made.subject(person).plan_erasure(word.categories).empty

    def _some(self, data: st.DataObject) -> list[Person]:
        """A few people."""
        people = self.life.people()
        return [data.draw(st.sampled_from(people)) for _ in range(LIKELY)] if people else []

    # ---- The company, and time -------------------------------------------------------------------------------------

    def work(self, data: st.DataObject) -> None:
        """The company writes a new row, or another value into a cell."""
        if data.draw(st.booleans()):
            self._insert(data)
        else:
            self._change(data)
        self.compare()

    def _insert(self, data: st.DataObject) -> None:
        evaluator = self.life.evaluator
        table = data.draw(st.sampled_from(list(evaluator.map.schema)))
        times = interesting_times(self.life.case.policy, self.life.clock)
        self.count += 1
        row = draw_row(data.draw, evaluator, table, self.count, times, self.life.data)
        if row is not None:
            note(step(data=insertion(table, row)))
            self.made.insert(table, row)
            self.life.data[table].append(row)

    def _change(self, data: st.DataObject) -> None:
        """An event happens, a case is closed, a name changes."""
        evaluator = self.life.evaluator
        links = {(hop.table, column) for hop in evaluator.map.hops for column in hop.columns}
        cells = [
            (table, row, column)
            for table, rows in self.life.data.items()
            for row in rows
            for column in evaluator.map.schema[table]["columns"]
            if column not in evaluator.map.primary_key(table) and (table, column) not in links
        ]
        if not cells:
            return
        table, row, column = data.draw(st.sampled_from(cells))
        entry = evaluator.map.schema[table]["columns"][column]
        times = interesting_times(self.life.case.policy, self.life.clock)
        empty = entry["nullable"] and data.draw(st.booleans())
        value = None if empty else draw_value(data.draw, entry["type"], times, evaluator.zone)
        key = {name: row[name] for name in evaluator.map.primary_key(table)}
        note(step(data=changing(table, {column: value}, key)))
        self.made.change(table, key, column, value)
        row[column] = value

    def time_passes(self, data: st.DataObject) -> None:
        zone = self.life.evaluator.zone
        later = later_by(local_time(self.life.clock, zone), *data.draw(st.sampled_from(PERIODS)))
        self._set_clock(later.replace(tzinfo=zone).astimezone(UTC))
        self.compare()

    def _set_clock(self, moment: datetime) -> None:
        note(clock_step(moment, self.life.evaluator.zone))
        self.life.clock = moment
        self.made.clock(moment)

    # ---- Sweep -----------------------------------------------------------------------------------------------------

    def sweep(self, data: st.DataObject) -> None:
        """What nothing needs goes, and nothing else; a second sweep finds nothing."""
        note(step(sweep={}))
        swept = self.made.troth.sweep(batch=data.draw(st.sampled_from([1, 2, None])))
        assert (swept.left_over, swept.refused, swept.complete) == (0, {}, True)
        self.life.sweep()
        self.compare()
        again = self.made.troth.sweep()
        assert (again.rows, again.cells) == (0, 0)

    # ---- Backup and restore ----------------------------------------------------------------------------------------

    def back_up(self, data: st.DataObject) -> None:
        note(step(backup=True))
        self.backups.append((self.made.back_up(), self.life.back_up()))

    def restore(self, data: st.DataObject) -> None:
        """A backup is restored."""
        self._restore(*data.draw(st.sampled_from(self.backups)))

    def _restore(self, name: str, held: Held) -> None:
        """The windows are closed until everything that the backup has forgotten is said again."""
        forgotten = set(range(len(self.life.journal))) - held.known
        closed = closed_to(self.life.evaluator, self.life.people())
        note(f"{step(restores=True)}  # of backup {[each for each, _ in self.backups].index(name)}\n{step(replay=[])}")
        self.made.restore(name)
        self.made.clock(self.life.clock)
        purpose = next(iter(self.life.case.policy["purposes"]))
        closed_now = pytest.raises(Refused, match="TR744") if forgotten else contextlib.nullcontext()
        with closed_now, self.made.troth.purpose(purpose):
            pass
        restored = self.made.troth.restored
        assert restored.replay(restored.plan()) == ()
        self._say_again(held)
        with self.made.troth.purpose(purpose):
            pass
        assert restored.plan().empty
        here = self.life.people()
        closed = {each for each in closed if each[0] in here}
        assert closed - self.lost - closed_to(self.life.evaluator, here) == set()
        self.lost |= self._opened_by(forgotten)
        self.compare()

    def _opened_by(self, deeds: Collection[int]) -> set[tuple[Person, str]]:
        """What words open that a restore has just forgotten: closed until a later restore hears of them again."""
        words = [(self.life.journal[deed].person, word) for deed in deeds for word in self.life.journal[deed].words]
        return {(person, word.to) for person, word in words if word.does in OPENING}

    def _say_again(self, held: Held) -> None:
        """The same in the life; what is restricted and held anew has the numbers of the desk."""
        for stand_in, (person, word) in enumerate(self.life.restore(held), start=1):
            if person in self.life.people():
                self.life.say_again(person, word, -stand_in)
        now, kinds = self.life.held, list(self.life.case.policy["subjects"])
        told = [*([n for kind, n in now.restrictions if kind == each] for each in kinds), list(now.holds)]
        here = [*(self.made.numbers(f"restriction_{kind}") for kind in kinds), self.made.numbers("hold")]
        for known, numbers in zip(told, here, strict=True):
            anew, stand_ins = [n for n in numbers if n not in known], [n for n in known if n < 0]
            assert len(anew) == len(stand_ins), "restrictions and holds that are set anew"
            self.life.numbered(dict(zip(stand_ins, anew, strict=True)))


def closed_to(evaluator: Evaluator, people: list[Person]) -> set[tuple[Person, str]]:
    """The purposes that people who are here have ended, objected to, or no longer consent to."""
    standing = evaluator.standing
    return {
        (person, purpose)
        for person in people
        for purpose, said in evaluator.purposes.items()
        if (*person, purpose) in {*standing.ended, *standing.pending}
        or (said["basis"] == "consent" and (*person, purpose) not in standing.consents)
    }


def play(server: Server, companies: int, lives: int, steps: int) -> None:
    """Play so many lives of each of so many companies, of so many steps."""
    for number, case in enumerate(lively(companies), start=1):
        with deployed(case, server) as made:
            settings(max_examples=lives)(_life_of(made, steps, number))()


def _life_of(made: Deployed, steps: int, number: int) -> Callable[[], None]:
    def live(data: st.DataObject, seed: int) -> None:
        assume(seed)  # The simplest life, with which hypothesis begins, is always the same.
        with made.life():
            History(made, seed).live(data, steps)

    live.__name__ = f"live_{number}"  # In continuous integration hypothesis draws by the name: no two lives alike.
    return given(data=st.data(), seed=st.integers(0, 2**31))(live)


def test_a_history_is_what_the_meaning_says(server: Server) -> None:
    play(server, max(EXAMPLES // 20, 1), FEW, SHORT)


@pytest.mark.slow
def test_long_histories_are_what_the_meaning_says(server: Server) -> None:
    play(server, max(EXAMPLES // 15, 1), MORE, LONG)
