"""A company's life, step by step: after each of them the database shows and holds what the meaning says.

People consent and object, the company works, time passes, sweeps and erasures run; all on generated companies. In the
end the backup of the first day is restored, so that whatever was said is forgotten once, and said again.
"""

from __future__ import annotations

import contextlib
import os
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st

from databases import Server
from properties.case import changing, insertion
from properties.comparing import differences, rows_of, wrongly_seen
from properties.deployed import Deployed, deployed
from properties.draw_rows import draw_hold, draw_restriction, draw_row, draw_value, interesting_times
from properties.draw_tables import one_in
from properties.erasing import ends
from properties.evaluator import Evaluator
from properties.life import Held, Life
from properties.lively import kept_by, lively, seen_by, unneeded
from properties.periods import later_by, local_time
from properties.reading import Row
from properties.related import Person
from properties.standing import Hold
from properties.told import clock_step, step, word_step
from properties.words import Word, fitting
from troth.errors import Refused

EXAMPLES = int(os.environ.get("TROTH_EXAMPLES", "200"))
SHORT, LONG = 12, 30
FEW, MORE = 2, 4
"""Lives of each company."""
PERIODS = ((1, "days"), (1, "months"), (1, "years"), (4, "years"))
NO = ("withdraw", "object", "uphold", "disagree", "disapprove")
YES = ("consent", "begin", "refuse", "agree", "approve", "confirm", "notified")
BY_LAW = "legal_obligation"
NOBODY: Mapping[str, set[Person]] = {}
DECK = (
    *("erase", "restrict", "say_no", "say_no", "say_no", "hold", "find_a_child", "sweep", "say_yes", "restore"),
    *("erase_a_part", "erase", "erase", "let_go", "work", "time_passes", "back_up"),
)  # fmt: skip
"""The steps, some of them more than once. In the first life, the simplest, they are made in this order."""
FOR_SOMEBODY = ("restrict", "say_no", "hold", "erase", "find_a_child", "say_yes", "erase_a_part", "let_go")


class History:
    """One life of a company: as it is (`made`), and as the meaning tells it (`life`)."""

    def __init__(self, made: Deployed) -> None:
        self.made = made
        self.count = 100
        self.said: Counter[str] = Counter()
        self.life = Life.of(made.case)
        self.first = self.life.back_up()
        self.backups: list[tuple[str, Held]] = [(made.beginning, self.first)]

    def live(self, data: st.DataObject, steps: int) -> None:
        """So many steps, each about as often as another: all are dealt out before they begin anew."""
        note(f"{self.life.case!r}\nsteps:\n{clock_step(self.life.clock, self.life.evaluator.zone)}")
        self.compare()
        deck: list[str] = []
        for _ in range(steps):
            deck = deck or [*DECK]
            possible = [step for step in dict.fromkeys(deck) if step not in FOR_SOMEBODY or self.life.people()]
            if possible:
                next_step = data.draw(st.sampled_from(possible), label="step")
                deck.remove(next_step)
                getattr(self, next_step)(data)
        self._restore(self.made.beginning, self.first)

    # ---- What the database holds and shows -------------------------------------------------------------------------

    def compare(self) -> None:
        """Every cell and every window."""
        made = self.made.made
        assert differences(rows_of(made), self.life.data) == [], repr(self.life.case)
        assert wrongly_seen(made, self.life.evaluator) == [], repr(self.life.case)

    # ---- People ----------------------------------------------------------------------------------------------------

    def say_no(self, data: st.DataObject) -> None:
        """Somebody withdraws, objects, no longer agrees; an objection is upheld."""
        self._say_one_of(data, NO)

    def say_yes(self, data: st.DataObject) -> None:
        """Somebody consents, agrees, is told; an objection is refused; a purpose begins again."""
        self._say_one_of(data, YES)

    def _say_one_of(self, data: st.DataObject, kinds: Collection[str]) -> None:
        """Each kind of word as likely as another, first those not said yet; mostly one that changes what is seen."""
        life, people = self.life, self.life.people()
        words = [(who, word) for who in people for word in fitting(life.case.policy, life.standing, who)]
        words = [each for each in words if each[1].does in kinds]
        telling = [each for each in words if life.would_change(*each)]
        seen = self._seen() if kinds is NO else {}
        noticed = [(who, word) for who, word in telling if who in seen.get(word.to, people)]
        likely = words if one_in(data.draw, 5) else noticed or telling or words
        if likely:
            rarest = sorted({word.does for _, word in likely}, key=lambda does: (self.said[does], does))
            does = data.draw(st.sampled_from(rarest))
            self._said(*data.draw(st.sampled_from([each for each in likely if each[1].does == does])))

    def restrict(self, data: st.DataObject) -> None:
        """Somebody's data is restricted."""
        person = self._somebody(data, self._seen())
        given = draw_restriction(data.draw, self.life.evaluator, *person, self.life.data)
        exempt = {name for name, said in self.life.case.policy["purposes"].items() if said.get("despite_restriction")}
        if not exempt & {*given.purposes}:
            at = self.life.clock + timedelta(seconds=1)
            until = None if given.until and given.until < at else given.until
            ground = data.draw(st.sampled_from(["accuracy", "claims"]))
            self._said(person, Word(does="restrict", restriction=replace(given, at=at, until=until, ground=ground)))

    def hold(self, data: st.DataObject) -> None:
        """Somebody's data, or a row of it, is kept for a claim: mostly what would go without it."""
        evaluator = self.life.evaluator
        hold = draw_hold(data.draw, evaluator, self.life.people(), self.life.data)
        if (overdue := unneeded(evaluator)) and not one_in(data.draw, 4):
            hold = replace(self._hold_on(data, *data.draw(st.sampled_from(overdue))), until=hold.until)
        if hold.until and hold.until <= self.life.clock + timedelta(seconds=1):
            hold = replace(hold, until=None)
        self._said(hold.person or self._somebody(data), Word(does="hold", hold=hold))

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
        if (here := self.set_here()) and data.draw(st.booleans()):
            number = data.draw(st.sampled_from(here))
            self._said(self.life.held.set_for[number], Word(does="release", number=number))
            return
        if not self.life.held.restrictions:
            return
        (kind, number), given = data.draw(st.sampled_from(list(self.life.held.restrictions.items())))
        soon = self.life.clock + timedelta(seconds=1)
        if given.until is None or given.until >= soon:
            self._said((kind, given.person), Word(does="lift", number=data.draw(st.sampled_from([None, number]))))

    def set_here(self) -> list[int]:
        """The holds that were set at the desk in the name of people who are here."""
        held, people = self.life.held, self.life.people()
        return [number for number in held.holds if held.set_for.get(number) in people]

    def find_a_child(self, data: st.DataObject) -> None:
        """Somebody is found to be a child, or was taken for one."""
        children = [person for person in self.life.people() if person in self.life.standing.children]
        if children and data.draw(st.booleans()):
            self._said(data.draw(st.sampled_from(children)), Word(does="no_child"))
            return
        lawful = {name for name, said in self.life.case.policy["purposes"].items() if said["basis"] == BY_LAW}
        seen = {name: people for name, people in self._seen().items() if name not in lawful}
        self._said(self._somebody(data, seen), Word(does="child_found"))

    # ---- Erasure ---------------------------------------------------------------------------------------------------

    def erase(self, data: st.DataObject) -> None:
        """Somebody asks to be erased: mostly one of whom something is kept for what ends. Once more changes nothing."""
        ending, here = ends(self.life.evaluator), {*self.life.people()}
        kept = {name: people & here for name, people in kept_by(self.life.evaluator).items() if name in ending}
        self._erase(self._somebody(data, kept), ())

    def erase_a_part(self, data: st.DataObject) -> None:
        """Somebody asks for some kinds of their data to be erased."""
        names = list(self.life.case.policy["categories"])
        named = data.draw(st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True))
        self._erase(self._somebody(data, self._seen()), tuple(named))

    def _erase(self, person: Person, categories: tuple[str, ...]) -> None:
        self._said(person, Word(does="erase", categories=categories))
        if person in self.life.people():
            assert self.made.subject(person).plan_erasure(categories).empty

    def _said(self, person: Person, word: Word) -> None:
        self.said[word.does] += 1
        self._set_clock(self.life.clock + timedelta(seconds=1))  # Of two words one is the later.
        note(word_step(person, word))
        self.life.say(person, replace(word, number=self.made.say(person, word)))
        self.compare()

    def _seen(self) -> dict[str, set[Person]]:
        """Purpose -> the people of whom its window shows a row, and who are here."""
        here = {*self.life.people()}
        return {purpose: people & here for purpose, people in seen_by(self.life.evaluator).items()}

    def _somebody(self, data: st.DataObject, seen: Mapping[str, set[Person]] = NOBODY) -> Person:
        """Anybody; or of those who are seen each purpose's as likely as another's, first those not thought of yet."""
        seeing = sorted((name for name in seen if seen[name]), key=lambda name: (self.said[name], len(seen[name])))
        if not seeing or one_in(data.draw, 5):
            return data.draw(st.sampled_from(self.life.people()))
        purpose = data.draw(st.sampled_from(seeing))
        self.said[purpose] += 1
        return data.draw(st.sampled_from(sorted(seen[purpose], key=str)))

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
        assert {each for each in closed if each[0] in here} - closed_to(self.life.evaluator, here) == set()
        self.compare()

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
    for case in lively(companies):
        with deployed(case, server) as made:
            settings(max_examples=lives)(_life_of(made, steps))()


def _life_of(made: Deployed, steps: int) -> Callable[[], None]:
    @given(data=st.data())
    def live(data: st.DataObject) -> None:
        with made.life():
            History(made).live(data, steps)

    return live


def test_a_history_is_what_the_meaning_says(server: Server) -> None:
    play(server, max(EXAMPLES // 30, 1), FEW, SHORT)


@pytest.mark.slow
def test_long_histories_are_what_the_meaning_says(server: Server) -> None:
    play(server, max(EXAMPLES // 30, 1), MORE, LONG)
