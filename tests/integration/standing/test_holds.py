"""Holds have an end or a day of review; all of them are listed, and those that are overdue come first."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from integration.company import SECRET, Shop
from troth.cli import run


def today() -> date:
    return datetime.now(ZoneInfo("Europe/Berlin")).date()


def test_without_an_end_somebody_looks_again_after_a_year(shop: Shop) -> None:
    subject = shop.troth.subject("member", shop.sign_up())
    subject.hold(["order"], because="a claim", ground="claims")
    subject.hold(["order"], because="soon", ground="claims", review_on=today() + timedelta(days=7))
    subject.hold(["order"], because="ends", ground="law", until=today() + timedelta(days=2))
    yearly, soon, ends = subject.standing().holds
    assert yearly.review_on is not None and 364 <= (yearly.review_on - today()).days <= 366
    assert (soon.review_on, soon.until) == (today() + timedelta(days=7), None)
    midnight = datetime.combine(today() + timedelta(days=3), datetime.min.time(), ZoneInfo("Europe/Berlin"))
    assert (ends.review_on, ends.until) == (None, midnight) and "until" in str(ends)
    said = [word.detail for word in subject.history()]
    assert said[0]["review_on"] == yearly.review_on.isoformat() and "until" not in said[0]
    assert datetime.fromisoformat(said[2]["until"]) == midnight


def test_a_hold_that_has_ended_stands_no_more(shop: Shop) -> None:
    subject = shop.troth.subject("member", shop.sign_up())
    number = subject.hold(["order"], because="over", ground="claims", until=datetime.now(UTC) - timedelta(hours=1)).id
    assert subject.standing().holds == ()
    assert number not in [hold.id for hold in shop.troth.holds().by_hand]


def test_all_holds_are_listed_and_overdue_ones_come_first(shop: Shop) -> None:
    ana = shop.sign_up()
    order = shop.order(ana)
    subject = shop.troth.subject("member", ana)
    later = subject.hold(["order"], because="later", ground="claims", actor="eve").id
    row = subject.hold(["message"], because="a row", ground="law", row=("orders", order)).id
    late = subject.hold(["contact.*"], because="late", ground="claims", review_on=today() - timedelta(days=1)).id
    found = shop.troth.holds()
    mine = [hold for hold in found.by_hand if hold.id in (later, row, late)]
    assert [hold.id for hold in mine] == [late, later, row] and found.overdue[0].id == late
    assert [hold.on for hold in mine] == [f"member {ana}", f"member {ana}", f"orders {order}"]
    assert str(found).startswith(f"OVERDUE: {late}: member {ana} keeps contact.*") and "eve: later" in str(found)
    before = found.by_condition[0].rows
    assert (found.by_condition[0].name, found.by_condition[0].condition) == ("dispute", "dispute open")
    shop.owner.execute("insert into dispute values (%s, %s, null, 'late')", [order, order])
    assert shop.troth.holds().by_condition[0].rows == before + 1
    shop.troth.release(late or 0)
    assert shop.troth.holds().overdue == ()


def test_the_command_leaves_with_2_if_one_is_overdue(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TROTH_SECRET", SECRET)
    monkeypatch.setenv("TROTH_DATABASE", shop.database.url)
    monkeypatch.setenv("TROTH_POLICY", str(shop.folder))
    ana = str(shop.sign_up())
    why = ("--keeps", "order", "--because", "a claim")
    assert run(["hold", "member", ana, *why, "--until", (today() + timedelta(days=9)).isoformat()]) == 0
    assert run(["holds"]) == 0
    assert run(["hold", "member", ana, *why, "--review-on", "2020-01-01"]) == 0
    capsys.readouterr()
    assert run(["holds", "--format", "json"]) == 2
    assert json.loads(capsys.readouterr().out)["by_hand"][0]["overdue"] is True
