"""Tensions on the board: what shows that they work as they are read, and that a broken reading breaks the board."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from proving import Proven
from troth.policy.tensions import Tension
from troth.verify.board_page import page
from troth.verify.evidence import Status
from troth.verify.promises import Proving
from troth.verify.report import Report, Speaks

NOBODY = Speaks(roles=(), owners=(), superusers=(), bypass_rls=(), bypass=())


def board(proven: Proven, shown_by: list[dict[str, Any]], *breaking: str) -> Any:
    tension = Tension(
        id="k7-t1", between=("k7-marketing-2", "k7-protect-5"), grade="strain", says="They pull", reading="Read so",
        signed_by="Head of privacy", on="2026-10-02", shown_by=shown_by,  # type: ignore[arg-type]
    )  # fmt: skip
    policy = proven.compiled.policy.model_copy(update={"tensions": (tension,)})
    compiled, declared = replace(proven.compiled, policy=policy), replace(proven.declared, policy=policy)
    with proven.broken(*breaking):
        return Proving(proven.chief, compiled, declared, proven.canary).board()


def test_a_tension_is_shown(proven: Proven) -> None:
    found = board(proven, [{"scene": "an open dispute"}])
    (tension,) = found.tensions
    assert tension.status is Status.KEPT
    assert tension.signed == "Head of privacy, 2026-10-02"
    assert found.sound
    assert "tension k7-t1 (strain): kept: Read so" in str(found)
    assert found.to_json()["tensions"][0]["between"] == ["k7-marketing-2", "k7-protect-5"]
    assert "Where promises pull against each other" in page([Report(findings=(), speaks=NOBODY, board=found)])


def test_a_reading_that_does_not_work_breaks_the_board(proven: Proven) -> None:
    opened = "alter policy k7tracks_sees_dispute_handling_select on orders using (true)"
    found = board(proven, [{"scene": "an open dispute"}], opened)
    assert found.tensions[0].status is Status.BROKEN
    assert "  scene: an open dispute: 1 rows, not 0 [for dispute_handling: select 1 from orders" in str(found)
    assert not found.sound


def test_a_reading_that_nothing_shows_is_unproved(proven: Proven) -> None:
    assert board(proven, []).tensions[0].status is Status.UNPROVED
