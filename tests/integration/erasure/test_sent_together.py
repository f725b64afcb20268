"""An erasure sends its statements together: whichever is refused, it is said as if each had been waited for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import LiteralString

import psycopg
import pytest
from psycopg.sql import SQL

from integration.company import Shop
from troth.errors import Refused, Unavailable
from troth.postgres.later import together

BEFORE, AFTER = (
    "trigger hinder before update or delete on member",
    "constraint trigger hinder after update or delete on member deferrable initially deferred",
)
AT_MOST = 20
"""How often one erasure waits for an answer, plan and deed together."""


@contextmanager
def triggered(shop: Shop, does: LiteralString, when: LiteralString) -> Iterator[None]:
    """The company's trigger on its members."""
    made = SQL("create function hinder() returns trigger language plpgsql as $$ begin {} end $$; create {}").format(
        SQL(does), SQL(when)
    )
    shop.owner.execute(SQL("{} for each row execute function hinder()").format(made))
    try:
        yield
    finally:
        shop.owner.execute("drop trigger hinder on member; drop function hinder()")


@pytest.mark.parametrize(
    ("does", "when", "error", "code"),
    [
        (
            "raise exception 'not this one';",
            BEFORE,
            Refused,
            "TR734.*not this one",
        ),
        (
            "raise 'ours' using errcode = 'ZZ123';",
            BEFORE,
            Refused,
            "TR734.*ours",
        ),
        (
            "raise exception 'at last'; return null;",
            AFTER,
            Refused,
            "TR734.*at last",
        ),
        ("raise deadlock_detected;", BEFORE, Unavailable, "TR735"),
        ("return null;", BEFORE, Unavailable, "TR732"),
    ],
    ids=["refused", "afterwards", "at the commit", "in the way", "kept"],
)
def test_what_hinders_it_is_said_by_its_own_code(
    shop: Shop,
    caplog: pytest.LogCaptureFixture,
    does: LiteralString,
    when: LiteralString,
    error: type[Exception],
    code: str,
) -> None:
    member = shop.troth.subject("member", shop.sign_up())
    plan = member.plan_erasure()
    with triggered(shop, does, when), pytest.raises(error, match=code):
        plan.apply()
    assert shop.sees("account", member.key) and "erase" not in [word.word for word in member.history()]
    assert caplog.text == ""
    journal = shop.troth.journal
    assert journal is not None
    of = shop.owner.execute("select min(of) from troth.journal_mark").fetchone()
    deeds, _ = journal.read(of[0] if of else "")
    assert deeds[-1].outcome == "undone"
    assert plan.apply().changed


def test_the_first_problem_is_the_one_that_is_told(shop: Shop, caplog: pytest.LogCaptureFixture) -> None:
    def fail() -> None:
        with together(shop.owner):
            shop.owner.execute("select 1 / 0")
            for _ in range(50):
                shop.owner.execute("select 1").fetchall()

    with shop.owner.transaction(force_rollback=True), pytest.raises(psycopg.errors.DivisionByZero):
        fail()
    assert caplog.text == "" and shop.owner.execute("select 1").fetchall() == [(1,)]


def test_it_seldom_waits(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.troth.subject("member", shop.sign_up()).plan_erasure().apply()
    member, waits, whole = shop.troth.subject("member", shop.sign_up()), 0, psycopg.Connection.wait

    def wait(self: psycopg.Connection[object], steps: object, *rest: object) -> object:
        nonlocal waits
        piped = self._pipeline is not None and "execute" in getattr(steps, "__qualname__", "")
        waits += not piped
        return whole(self, steps, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(psycopg.Connection, "wait", wait)
    member.plan_erasure().apply()
    assert waits <= AT_MOST
