# ruff: noqa: E501
"""Erasure: each cell of the canary is gone or named with what it stays for; broken where something stays in silence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from proving import Proven
from troth.erasure import erase as erasing
from troth.postgres.later import Later
from troth.retention.decision import Deciding, Went
from troth.verify.evidence import Status


def says(check: Any) -> list[str]:
    return [each.says for each in check.evidence]


@pytest.mark.parametrize("argument", ["everything", "contact.*", "device.ip", "a child", {"part": "device.ip"}])
def test_what_is_asked_for_goes(proven: Proven, argument: Any) -> None:
    check = proven.check({"erasure": argument})
    assert check.status is Status.KEPT, (check.evidence, check.missing)


def test_the_answer_names_what_stays(proven: Proven) -> None:
    said = says(proven.check({"erasure": "everything"}))
    assert any("stay for" in each and "bookkeeping" in each and "as the answer says" in each for each in said)
    assert any("purposes that ended sees a row" in each for each in said)


def test_a_child_stays_for_a_named_law_alone(proven: Proven) -> None:
    said = says(proven.check({"erasure": "a child"}))
    assert any(each.startswith("of a child's data stays only for a named law: bookkeeping, defence") for each in said)


def skipping(table: str) -> Callable[..., Any]:
    whole = Deciding._run

    def run(self: Deciding, *asked: Any) -> Later[Went]:
        found = whole(self, *asked)
        return lambda: tuple(gone for gone in found() or () if gone.table.name != table)

    return run


def test_an_erasure_that_forgets_a_table_breaks_it(proven: Proven, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Deciding, "carried_out", Deciding.decided)
    monkeypatch.setattr(erasing, "left_over", lambda *asked: tuple)
    check = proven.check({"erasure": "device.ip"})
    assert check.status is Status.BROKEN
    assert "still there, and the answer does not say so: fraud_signal.ip of `carla`" in says(check)


def test_a_trigger_that_keeps_a_row_breaks_it(proven: Proven) -> None:
    keeps = (
        "create function public.keep() returns trigger language plpgsql as 'begin return null; end';"
        "create trigger keep before delete on fraud_signal for each row execute function keep()"
    )
    check = proven.check({"erasure": "device.ip"}, keeps)
    assert check.status is Status.BROKEN
    assert any("`carla` cannot be erased" in each for each in says(check))


def test_a_window_that_still_shows_them_breaks_it(proven: Proven) -> None:
    opened = "alter policy k7tracks_sees_support_select on member using (true)"
    check = proven.check({"erasure": "everything"}, opened)
    assert check.status is Status.BROKEN
    assert any("still seen by support" in each for each in says(check))


def test_an_erasure_that_is_not_recorded_breaks_it(proven: Proven) -> None:
    lost = (
        "create function public.lose() returns trigger language plpgsql as 'begin return null; end';"
        'create trigger lose before insert on troth.ledger_entry for each row when (new.entry like \'%"what":"erase"%\') execute function lose()'
    )
    check = proven.check({"erasure": "everything"}, lost)
    assert check.status is Status.BROKEN


def test_somebody_of_whom_nothing_stays_is_nowhere(proven: Proven) -> None:
    gone = "create function public.forget() returns trigger language plpgsql as 'begin new.last_seen_at = now() - interval ''9 years''; return new; end';"
    gone += "create trigger forget before insert on member for each row when (new.full_name = 'Carla Canary') execute function forget();"
    check = proven.check({"erasure": "everything"}, gone)
    assert check.status is Status.KEPT, (check.evidence, check.missing)


def test_without_a_canary_it_is_unproved(proven: Proven) -> None:
    alone = Proven(proven.chief, proven.owner, proven.compiled, proven.declared)
    assert alone.check({"erasure": "everything"}).status is Status.UNPROVED
    assert proven.check({"erasure": "message"}).status is Status.UNPROVED
