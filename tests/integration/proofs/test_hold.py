"""Hold: what it is about outlives every period and an erasure, and one set by hand ends when it is released."""

from __future__ import annotations

from typing import Any

import pytest

from proving import Proven
from troth.compiler.needed import need
from troth.compiler.rows import FALSE
from troth.verify.evidence import Status

QUARREL = (
    "create function public.quarrel() returns trigger language plpgsql as"
    " 'begin insert into dispute (dispute_id, order_id) values (-new.order_id, new.order_id); return null; end';"
    "create trigger quarrel after insert on orders for each row execute function quarrel()"
)


def test_an_open_dispute_keeps_what_it_is_about(proven: Proven) -> None:
    check = proven.check({"hold": "dispute"}, QUARREL)
    assert check.status is Status.KEPT, (check.evidence, check.missing)
    said = [each.says for each in check.evidence]
    assert any(each.startswith("when every period is over, the sweep leaves") for each in said)
    assert "an erasure keeps them, and its answer names `dispute`" in said


def test_a_condition_that_nobody_meets_is_unproved(proven: Proven) -> None:
    check = proven.check({"hold": "dispute"})
    assert check.status is Status.UNPROVED
    assert check.missing == ("nobody in canary.yaml meets the condition `dispute open`",)
    said = [each.says for each in check.evidence]
    assert any(each.startswith("a hold set by hand keeps") for each in said)
    assert "after it is released, the sweep would take them" in said


def test_a_hold_set_by_hand_that_is_ignored_breaks_it(proven: Proven, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(need.Need, "held_person", lambda *asked: FALSE)
    proven.compiled.once.clear()
    check: Any = proven.check({"hold": "dispute"})
    proven.compiled.once.clear()
    assert check.status is Status.BROKEN
    assert any(each.says.startswith("a hold set by hand does not keep") for each in check.evidence)
