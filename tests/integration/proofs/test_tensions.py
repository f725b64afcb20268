"""Tensions on the board: what shows that they work as they are read, and that a broken reading breaks the board."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from proving import Proven
from troth.findings import Finding, Level, Place
from troth.policy.tensions import Tension
from troth.verify.board import Checked
from troth.verify.board_page import page
from troth.verify.evidence import Status
from troth.verify.promises import Proving
from troth.verify.proofs import tensions
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


def recorded(proven: Proven, **said: Any) -> Checked:
    tension = Tension(**(SOUND_TENSION | said))
    policy = proven.compiled.policy.model_copy(update={"tensions": (tension,)})
    return replace(proven, compiled=replace(proven.compiled, policy=policy)).check({"tensions": "recorded"})


SOUND_TENSION: dict[str, Any] = {
    "id": "k7-t1", "between": ["k7-marketing-2"], "grade": "strain", "says": "It pulls", "reading": "Narrowly",
    "signed_by": "Counsel", "on": "2026-02-01",
}  # fmt: skip


@pytest.fixture
def sound_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tensions, "check_declared", lambda _: [])


@pytest.mark.usefixtures("sound_files")
def test_all_of_them_are_read_and_signed(proven: Proven) -> None:
    check = recorded(proven)
    assert check.status is Status.KEPT, (check.evidence, check.missing)
    assert "of 1 tensions 1 are read as asks more" in check.evidence[0].says
    assert "k7-t1 wider" in recorded(proven, stricter=False).evidence[0].says


@pytest.mark.usefixtures("sound_files")
def test_one_that_nobody_signed_breaks_it_and_none_at_all_proves_nothing(proven: Proven) -> None:
    assert recorded(proven, signed_by=None).status is Status.BROKEN
    assert proven.check({"tensions": "recorded"}).status is Status.UNPROVED


def test_a_contradiction_beside_them_breaks_it(proven: Proven, monkeypatch: pytest.MonkeyPatch) -> None:
    found = Finding(
        code="TR174",
        message="only one, and yet two",
        where=Place(object="here"),
        why="so",
        hint="so",
        level=Level.WARNING,
    )
    monkeypatch.setattr(tensions, "check_declared", lambda _: [found])
    check = recorded(proven)
    assert check.status is Status.BROKEN
    assert "not recorded: only one, and yet two" in check.evidence[1].says
