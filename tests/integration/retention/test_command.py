"""`troth sweep` and `troth forecast`: what they print, what they ask, and the code they leave with."""

from __future__ import annotations

import json

import pytest

from integration.company import Command, Shop
from integration.retention.old import count, gone_member, old_order
from troth.retention import sweeping


def test_a_plan_is_shown_and_nothing_goes(shop: Shop, troth: Command, capsys: pytest.CaptureFixture[str]) -> None:
    old_order(shop, gone_member(shop))
    assert troth("sweep", "--plan") == 2
    said = capsys.readouterr().out
    assert "A sweep would delete 2 rows and erase 0 cells of 0 rows that stay:" in said
    assert "orders: 1 row: " in said
    assert troth("sweep", "--plan", "--format", "json") == 2
    assert json.loads(capsys.readouterr().out)["rows"] == 2
    assert count(shop, "orders") == 1


def test_it_asks_and_a_no_leaves_all_as_it_was(
    shop: Shop, troth: Command, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    old_order(shop, gone_member(shop))
    monkeypatch.setattr("typer.confirm", lambda *_, **__: (_ for _ in ()).throw(__import__("typer").Abort))
    assert troth("sweep") == 1
    assert count(shop, "orders") == 1
    assert troth("sweep", "--yes") == 0
    assert "2 rows deleted, 0 cells erased." in capsys.readouterr().out
    assert count(shop, "orders") == 0
    assert troth("sweep", "--plan") == 0


@pytest.mark.parametrize(("typed", "code"), [("2", 0), ("3", 1), ("yes", 1)])
def test_the_first_sweep_asks_for_the_number_if_it_is_big(
    shop: Shop, troth: Command, monkeypatch: pytest.MonkeyPatch, typed: str, code: int
) -> None:
    monkeypatch.setattr("troth.cli.sweep.BIG", 2)
    monkeypatch.setattr("typer.prompt", lambda *_, **__: typed)
    old_order(shop, gone_member(shop))
    assert troth("sweep") == code
    assert count(shop, "orders") == (0 if code == 0 else 1)


def test_watching_sweeps_until_it_is_stopped(
    shop: Shop, troth: Command, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pauses: list[float] = []

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 2:
            raise KeyboardInterrupt
        old_order(shop, gone_member(shop))

    monkeypatch.setattr("time.sleep", pause)
    assert troth("sweep", "--watch", "--every", "2 minutes") == 0
    assert pauses == [120, 120]
    said = capsys.readouterr().out
    assert "0 rows deleted" in said
    assert "2 rows deleted" in said
    assert sweeping.last_sweep(shop.owner) is not None


def test_a_time_between_sweeps_is_said_in_words(troth: Command, capsys: pytest.CaptureFixture[str]) -> None:
    assert troth("sweep", "--watch", "--every", "soon") == 1
    assert "TR723" in capsys.readouterr().err


def test_a_plan_tells_the_next_days(shop: Shop, troth: Command, capsys: pytest.CaptureFixture[str]) -> None:
    member = gone_member(shop)
    order = shop.order(member)
    shop.owner.execute("update orders set placed_at = '2024-03-05' where order_id = %s", [order])
    troth("sweep", "--plan", "--format", "json")
    found = {(e["table"], e["column"]): e["on"] for e in json.loads(capsys.readouterr().out)["ahead"]}
    assert found["orders", "total"] == "2035-01-01"  # ten years after the end of 2024
    assert found["member", "full_name"] == "2035-01-01"
