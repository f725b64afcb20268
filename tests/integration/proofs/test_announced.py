"""A right ends what was announced and no more: kept on a sound shop, broken by what ends more than its plan says."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from proving import Proven
from troth.erasure import erase as erasing
from troth.erasure.erase import Erasure
from troth.verify.evidence import Status


def said(check: Any, *, kept: bool) -> str:
    return "; ".join(each.says for each in check.evidence if each.kept is kept)


def test_an_erasure_does_what_its_plan_says(proven: Proven) -> None:
    check = proven.check({"announced": "everything"})
    assert check.status is Status.KEPT, said(check, kept=False)
    for words in ("the erasure does just that", "each as the plan says", "is refused: TR730", "`withdraw` of each of"):
        assert words in said(check, kept=True)


def test_a_plan_that_hides_what_ends(proven: Proven, monkeypatch: pytest.MonkeyPatch) -> None:
    whole, begin = Erasure.plan, Erasure._begin
    monkeypatch.setattr(Erasure, "plan", lambda self: replace(whole(self), ended=erasing.Ended(), gone=()))
    monkeypatch.setattr(Erasure, "_begin", lambda self, plan: begin(self, None))
    check = proven.check({"announced": "erasure"})
    assert check.status is Status.BROKEN
    for words in ("does something else", "the plan does not say so"):
        assert words in said(check, kept=False)


def test_a_plan_that_binds_nobody(proven: Proven, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(erasing, "_changed", lambda plan, seen: [])
    check = proven.check({"announced": "erasure"})
    assert check.status is Status.BROKEN
    assert "carried out all the same" in said(check, kept=False)


def test_a_withdrawal_that_takes_more(proven: Proven) -> None:
    more = """create function public.more() returns trigger language plpgsql security definer as
      'begin delete from troth.consent_member c where c.subject = old.subject; return old; end'"""
    trigger = "create trigger more after delete on troth.consent_member for each row execute function more()"
    check = proven.check({"announced": "withdrawal"}, more, trigger)
    assert check.status is Status.BROKEN, check.evidence
    assert "more ended than was said" in said(check, kept=False)
