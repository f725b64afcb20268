"""A company's life, step by step: after each of them the database shows and holds what the meaning says.

People consent and object, the company works, time passes, sweeps and erasures run; all on generated companies.
"""

from __future__ import annotations

import os
from contextlib import ExitStack
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
from properties.draw_rows import draw_row, draw_value, interesting_times
from properties.generate import cases
from properties.life import Life, Word
from properties.periods import later_by, local_time
from properties.related import Person

EXAMPLES = int(os.environ.get("TROTH_EXAMPLES", "200"))
SHORT, LONG = 12, 25
PERIODS = ((1, "days"), (1, "months"), (1, "years"), (4, "years"))
data_of = st.data()


class Histories(RuleBasedStateMachine):
    """One company: as it is (`made`), and as the meaning tells it (`life`)."""

    def __init__(self, server: Server) -> None:
        super().__init__()
        self.server = server
        self.stack = ExitStack()
        self.count = 100
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
        """Somebody consents, withdraws, objects; an objection is answered; a purpose begins again."""
        person = self._somebody(data)
        if words := self.life.fitting(person):
            self._said(person, data.draw(st.sampled_from(words)))

    def _said(self, person: Person, word: Word) -> None:
        self._tick()
        self.made.say(person, word)
        self.life.say(person, word)
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
            self.life.insert(table, row)
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
        self.life.change(table, row, column, value)
        self.compare()

    @rule(period=st.sampled_from(PERIODS))
    def time_passes(self, period: tuple[int, str]) -> None:
        zone = self.life.evaluator.zone
        later = later_by(local_time(self.life.clock, zone), *period)
        self._set_clock(later.replace(tzinfo=zone).astimezone(UTC))
        self.compare()

    def _tick(self) -> None:
        """Of two words one is the later."""
        self._set_clock(self.life.clock + timedelta(seconds=1))

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


def _without_openings(case: Case) -> None:
    """Cases are opened for some hours only; that is another test's matter."""
    for said in case.policy["purposes"].values():
        said.pop("open_per", None)
    case.tables.pop("cases", None)


def play(server: Server, count: int, steps: int) -> None:
    """Play so many histories of so many steps."""
    made: Any = lambda: Histories(server)  # noqa: E731
    run_state_machine_as_test(made, settings=settings(max_examples=count, stateful_step_count=steps))


def test_a_history_is_what_the_meaning_says(server: Server) -> None:
    play(server, max(EXAMPLES // 20, 1), SHORT)


@pytest.mark.slow
def test_long_histories_are_what_the_meaning_says(server: Server) -> None:
    play(server, max(EXAMPLES // 8, 1), LONG)
