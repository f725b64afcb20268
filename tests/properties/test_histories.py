"""A company's life, step by step: after each of them the database shows and holds what the meaning says.

People consent and object, the company works, time passes, sweeps and erasures run; all on generated companies.
"""

from __future__ import annotations

import contextlib
import os
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from databases import Server
from properties.case import Case
from properties.comparing import differences, rows_of, wrongly_seen
from properties.deployed import Deployed, deployed
from properties.draw_rows import draw_hold, draw_restriction, draw_row, draw_value, interesting_times
from properties.evaluator import Evaluator
from properties.generate import cases
from properties.life import Held, Life
from properties.periods import later_by, local_time
from properties.related import Person
from properties.words import Word, fitting
from troth.errors import Refused

EXAMPLES = int(os.environ.get("TROTH_EXAMPLES", "200"))
SHORT, LONG = 20, 40
MOST_BACKUPS = 2
PERIODS = ((1, "days"), (1, "months"), (1, "years"), (4, "years"))
data_of = st.data()


class Histories(RuleBasedStateMachine):
    """One company: as it is (`made`), and as the meaning tells it (`life`)."""

    def __init__(self, server: Server) -> None:
        super().__init__()
        self.server = server
        self.stack = ExitStack()
        self.count = 100
        self.backups: list[tuple[str, Held]] = []
        self.made: Deployed
        self.life: Life

    def teardown(self) -> None:
        self.stack.close()

    @initialize(case=cases())
    def begin(self, case: Case) -> None:
        _without_openings(case)
        self.life = Life.of(case)
        self.made = self.stack.enter_context(deployed(case, self.server))
        self.compare()

    # ---- What the database holds and shows -------------------------------------------------------------------------

    def compare(self) -> None:
        """Every cell and every window."""
        made = self.made.made
        assert differences(rows_of(made), self.life.data) == [], repr(self.life.case)
        assert wrongly_seen(made, self.life.evaluator) == [], repr(self.life.case)

    # ---- People ----------------------------------------------------------------------------------------------------

    @precondition(lambda self: self.life.people())
    @rule(data=data_of)
    def say(self, data: st.DataObject) -> None:
        """Somebody consents, withdraws, objects, agrees; an objection is answered; a purpose begins again."""
        person = self._somebody(data)
        words = fitting(self.life.case.policy, self.life.standing, person)
        telling = [word for word in words if self.life.would_change(person, word)]
        if words:
            self._said(person, data.draw(st.sampled_from(telling or words)))

    @precondition(lambda self: self.life.people())
    @rule(data=data_of)
    def restrict(self, data: st.DataObject) -> None:
        """Somebody's data is restricted."""
        person = self._somebody(data)
        given = draw_restriction(data.draw, self.life.evaluator, *person, self.life.data)
        exempt = {name for name, said in self.life.case.policy["purposes"].items() if said.get("despite_restriction")}
        if not exempt & {*given.purposes}:
            at = self.life.clock + timedelta(seconds=1)
            ground = data.draw(st.sampled_from(["accuracy", "claims"]))
            self._said(person, Word(does="restrict", restriction=replace(given, at=at, ground=ground)))

    @precondition(lambda self: self.life.held.restrictions)
    @rule(data=data_of)
    def lift(self, data: st.DataObject) -> None:
        """One restriction ends, or all of somebody's."""
        (kind, number), given = data.draw(st.sampled_from(list(self.life.held.restrictions.items())))
        soon = self.life.clock + timedelta(seconds=1)
        if given.until is None or given.until >= soon:
            self._said((kind, given.person), Word(does="lift", number=data.draw(st.sampled_from([None, number]))))

    @precondition(lambda self: self.life.people())
    @rule(data=data_of)
    def hold(self, data: st.DataObject) -> None:
        """Somebody's data, or a row of it, is kept for a claim."""
        people = self.life.people()
        hold = draw_hold(data.draw, self.life.evaluator, people, self.life.data)
        self._said(hold.person or self._somebody(data), Word(does="hold", hold=hold))

    @precondition(lambda self: self.set_here())
    @rule(data=data_of)
    def release(self, data: st.DataObject) -> None:
        """A hold ends."""
        number = data.draw(st.sampled_from(self.set_here()))
        self._said(self.life.held.set_for[number], Word(does="release", number=number))

    def set_here(self) -> list[int]:
        """The holds that were set at the desk in the name of people who are here."""
        held, people = self.life.held, self.life.people()
        return [number for number in held.holds if held.set_for.get(number) in people]

    @precondition(lambda self: self.life.people())
    @rule(data=data_of, does=st.sampled_from(["child_found", "no_child"]))
    def find_a_child(self, data: st.DataObject, does: str) -> None:
        """Somebody is found to be a child, or was taken for one."""
        self._said(self._somebody(data), Word(does=does))

    @precondition(lambda self: self.life.people())
    @rule(data=data_of, whole=st.booleans())
    def erase(self, data: st.DataObject, *, whole: bool) -> None:
        """Somebody asks to be erased, or for a part; asked again, nothing changes."""
        person = self._somebody(data)
        named = st.lists(
            st.sampled_from(list(self.life.case.policy["categories"])), min_size=1, max_size=2, unique=True
        )
        word = Word(does="erase", categories=() if whole else tuple(data.draw(named)))
        self._said(person, word)
        if person in self.life.people():
            assert self.made.subject(person).plan_erasure(word.categories).empty

    def _said(self, person: Person, word: Word) -> None:
        self._set_clock(self.life.clock + timedelta(seconds=1))  # Of two words one is the later.
        self.life.say(person, replace(word, number=self.made.say(person, word)))
        self.compare()

    def _somebody(self, data: st.DataObject) -> Person:
        return data.draw(st.sampled_from(self.life.people()))

    # ---- The company, and time -------------------------------------------------------------------------------------

    @rule(data=data_of)
    def insert(self, data: st.DataObject) -> None:
        """The company writes a new row."""
        evaluator = self.life.evaluator
        table = data.draw(st.sampled_from(list(evaluator.map.schema)))
        times = interesting_times(self.life.case.policy, self.life.clock)
        self.count += 1
        row = draw_row(data.draw, evaluator, table, self.count, times, self.life.data)
        if row is not None:
            self.made.insert(table, row)
            self.life.data[table].append(row)
            self.compare()

    @rule(data=data_of)
    def change(self, data: st.DataObject) -> None:
        """The company writes another value into a cell: an event happens, a case is closed, a name changes."""
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
        self.made.change(table, key, column, value)
        row[column] = value
        self.compare()

    @rule(period=st.sampled_from(PERIODS))
    def time_passes(self, period: tuple[int, str]) -> None:
        zone = self.life.evaluator.zone
        later = later_by(local_time(self.life.clock, zone), *period)
        self._set_clock(later.replace(tzinfo=zone).astimezone(UTC))
        self.compare()

    def _set_clock(self, moment: datetime) -> None:
        self.life.clock = moment
        self.made.clock(moment)

    # ---- Sweep -----------------------------------------------------------------------------------------------------

    @rule(batch=st.sampled_from([1, 2, 1000]))
    def sweep(self, batch: int) -> None:
        """What nothing needs goes, and nothing else; a second sweep finds nothing."""
        swept = self.made.troth.sweep(batch=batch)
        assert (swept.left_over, swept.refused, swept.complete) == (0, {}, True)
        self.life.sweep()
        self.compare()
        again = self.made.troth.sweep()
        assert (again.rows, again.cells) == (0, 0)

    # ---- Backup and restore ----------------------------------------------------------------------------------------

    @precondition(lambda self: len(self.backups) < MOST_BACKUPS)
    @rule()
    def back_up(self) -> None:
        self.backups.append((self.made.back_up(), self.life.back_up()))

    @precondition(lambda self: self.backups)
    @rule(data=data_of)
    def restore(self, data: st.DataObject) -> None:
        """A backup is restored: the windows are closed until everything that it has forgotten is said again."""
        name, held = data.draw(st.sampled_from(self.backups))
        forgotten = set(range(len(self.life.journal))) - held.known
        closed = closed_to(self.life.evaluator, self.life.people())
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
        now = self.life.held
        anew = [
            [n for kind, n in now.restrictions if kind == each and n < 0] for each in self.life.case.policy["subjects"]
        ]
        anew.append([n for n in now.holds if n < 0])
        here = [self.made.numbers(f"restriction_{kind}") for kind in self.life.case.policy["subjects"]]
        here.append(self.made.numbers("hold"))
        known = {n for _, n in now.restrictions} | {*now.holds}
        for stand_ins, numbers in zip(anew, here, strict=True):
            new = [n for n in numbers if n not in known]
            self.life.numbered(dict(zip(stand_ins, new, strict=True)))


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


def _without_openings(case: Case) -> None:
    """Cases are opened for some hours only; that is another test's matter."""
    for said in case.policy["purposes"].values():
        said.pop("open_per", None)
    named = {said.get("per") for said in (case.policy.get("recipients") or {}).values()}
    cases_left = {name: table for name, table in case.tables.pop("cases", {}).items() if name in named}
    if cases_left:
        case.tables["cases"] = cases_left


def play(server: Server, count: int, steps: int) -> None:
    """Play so many histories of so many steps."""
    made: Any = lambda: Histories(server)  # noqa: E731
    run_state_machine_as_test(made, settings=settings(max_examples=count, stateful_step_count=steps))


def test_a_history_is_what_the_meaning_says(server: Server) -> None:
    play(server, max(EXAMPLES // 15, 1), SHORT)


@pytest.mark.slow
def test_long_histories_are_what_the_meaning_says(server: Server) -> None:
    play(server, max(EXAMPLES // 8, 1), LONG)
