# ruff: noqa: E501
"""Scenes: each step that expects something is evidence, and a scene that expects nothing proves nothing."""

from __future__ import annotations

from typing import Any

import pytest

from proving import Proven
from troth.verify.canary import CanaryFile
from troth.verify.canary.model import Scene
from troth.verify.evidence import Status

ME = "member_id = %(carla)s"


@pytest.mark.parametrize("scene", ["an open dispute", "what support may not"])
def test_a_scene_comes_to_what_it_says(proven: Proven, scene: str) -> None:
    check = proven.check({"scene": scene})
    assert check.status is Status.KEPT, (check.evidence, check.missing)
    assert len(check.evidence) >= 2


def test_a_scene_is_broken_when_the_window_is(proven: Proven) -> None:
    opened = "alter policy k7tracks_sees_dispute_handling_select on orders using (true)"
    check = proven.check({"scene": "an open dispute"}, opened)
    assert check.status is Status.BROKEN
    assert check.evidence[0].says == "1 rows, not 0"


def played(proven: Proven, *steps: dict[str, Any]) -> Any:
    assert proven.canary is not None
    scene = Scene.model_validate({"says": "a scene", "steps": list(steps)})
    canary = CanaryFile(people=proven.canary.people, scenes={"a scene": scene})
    changed = Proven(proven.chief, proven.owner, proven.compiled, proven.declared, canary)
    return changed.check({"scene": "a scene"})


def test_a_scene_without_expectations_proves_nothing(proven: Proven) -> None:
    check = played(proven, {"for": "account", "run": f"select 1 from member where {ME}"})
    assert check.status is Status.UNPROVED


def test_a_scene_that_there_is_not_is_unproved(proven: Proven) -> None:
    assert proven.check({"scene": "nowhere"}).status is Status.UNPROVED


@pytest.mark.parametrize(
    ("step", "says"),
    [
        ({"for": "account", "run": f"select phone from member where {ME}", "refused": True}, "it was let through, 1 rows"),
        ({"for": "support", "run": "select phone from member", "refused": "permission denied"}, "refused: column"),
        ({"for": "account", "run": f"select 1 from member where {ME}", "sees": "nothing"}, "1 rows, not 0"),
        ({"for": "account", "run": "select 1 from member where member_id = 0", "sees": "something"}, "no row at all"),
        ({"for": "account", "run": f"select phone from member where {ME}", "finds": {"phone": "7"}}, "phone is 2, not 7"),
        ({"for": "account", "run": "select 1 from orders where order_id = 0", "finds": {"total": 1}}, "no row was found"),
        ({"for": "support", "run": "delete from member"}, "step 1 was refused"),
    ],
)  # fmt: skip
def test_a_step_that_comes_to_something_else_breaks_it(proven: Proven, step: dict[str, Any], says: str) -> None:
    check = played(proven, step)
    assert check.status is Status.BROKEN
    assert says in check.evidence[0].says


def test_a_wrong_statement_is_no_refusal(proven: Proven) -> None:
    check = played(proven, {"for": "support", "run": "select shoe_size from member", "refused": True})
    assert check.status is Status.UNPROVED
    assert "shoe_size" in check.missing[0]


def test_words_and_the_clock_are_steps(proven: Proven) -> None:
    me = f"select 1 from member where {ME}"
    check = played(
        proven,
        {"consent": "newsletter", "who": "carla"},
        {"for": "newsletter", "run": me, "sees": 1},
        {"withdraw": "newsletter", "who": "carla"},
        {"for": "newsletter", "run": me, "sees": 0},
        {"for": "fraud_prevention", "run": me, "sees": 1},
        {"at": "200 days later"},
        {"for": "fraud_prevention", "run": me, "sees": 0},
        {"restrict": "claims", "who": "carla"},
        {"for": "bookkeeping", "run": me, "sees": 0},
        {"lift": True, "who": "carla"},
        {"for": "bookkeeping", "run": me, "sees": 1},
    )
    assert check.status is Status.KEPT, (check.evidence, check.missing)
    assert len(check.evidence) == 6


def test_the_day_of_a_step_is_the_policys(proven: Proven) -> None:
    zone = "select current_setting('TimeZone') as zone"
    check = played(proven, {"outside": True, "run": zone, "finds": {"zone": proven.compiled.policy.time_zone}})
    assert check.status is Status.KEPT, check.evidence
