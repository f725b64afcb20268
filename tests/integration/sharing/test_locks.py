"""What a release needs beside the window: approval, consent and a second person, before it; or an override."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from integration.company import Shop
from integration.sharing.overrides import exceptions_made
from troth.errors import Refused

CLOCK = "create or replace function troth.clock() returns timestamptz language sql stable parallel safe return {}"


def refused(code: str) -> Any:
    return pytest.raises(Refused, match=rf"\[{code}\]")


def release(shop: Shop, *members: int, **said: Any) -> Any:
    people = [("member", member) for member in members]
    given = {"because": "the group bills them", "actor": "ana", "second": "bo"} | said
    return shop.troth.disclose("group_member", people=people, **given)


def approve(shop: Shop, *members: int, **said: Any) -> None:
    people = [("member", member) for member in members]
    given = {"role": "legal_team", "because": "looked at", "actor": "lena"} | said
    shop.troth.approve_release("group_member", people=people, **given)


def consent(shop: Shop, member: int) -> None:
    shop.troth.subject("member", member).consent("surveys")


def test_one_lock_is_not_enough(shop: Shop) -> None:
    approved, consenting, both = shop.sign_up(), shop.sign_up(), shop.sign_up()
    approve(shop, approved, both)
    consent(shop, consenting)
    consent(shop, both)
    with pytest.raises(Refused, match="no consent: surveys of member") as problem:
        release(shop, approved)
    assert problem.value.findings[0].code == "TR785"
    with pytest.raises(Refused, match="no approval: legal_team of member"):
        release(shop, consenting)
    made = release(shop, approved, consenting, both)
    assert [row["member_id"] for row in made.tables["member"]] == [both]


def test_the_plan_says_who_is_left_out(shop: Shop) -> None:
    member = shop.sign_up()
    plan = shop.troth.plan_disclosure("group_member", people=[("member", member)])
    assert not plan.people and plan.not_shown == ()
    assert {need: len(people) for need, people in plan.locked.items()} == {
        "approval: legal_team": 1,
        "consent: surveys": 1,
    }
    assert "left out: 1 person, of whom there is no consent: surveys" in str(plan)


def test_a_consent_that_was_withdrawn_after_the_plan_counts_no_more(shop: Shop) -> None:
    stays, goes = shop.sign_up(), shop.sign_up()
    approve(shop, stays, goes)
    consent(shop, stays)
    consent(shop, goes)
    plan = shop.troth.plan_disclosure("group_member", people=[("member", stays), ("member", goes)])
    assert plan.rows == 2
    shop.troth.subject("member", goes).withdraw("surveys")
    made = shop.troth.disclose(plan, because="the group bills them", actor="ana", second="bo")
    assert [row["member_id"] for row in made.tables["member"]] == [stays]


def test_an_approval_ends_with_its_last_day_and_may_be_of_everyone(shop: Shop) -> None:
    member = shop.sign_up()
    consent(shop, member)
    approve(shop, member, until=date(2026, 1, 1))
    with refused("TR785"):
        release(shop, member)
    approve(shop)
    try:
        assert release(shop, member).people == 1
    finally:
        shop.chief.execute("delete from troth.approval where kind is null")
    with refused("TR785"):
        release(shop, member)


def test_a_second_person_is_somebody_else(shop: Shop) -> None:
    member = shop.sign_up()
    approve(shop, member)
    consent(shop, member)
    for second in (None, "ana", " "):
        with refused("TR787"):
            release(shop, member, second=second)
    assert release(shop, member).people == 1


def test_an_override_lifts_the_locks_and_is_counted(shop: Shop) -> None:
    member, before = shop.sign_up(), len(exceptions_made(shop, "group_member"))
    approve(shop, member)
    made = release(shop, member, override=("court_order", "Court of B, 7 C 12/26"))
    counted = exceptions_made(shop, "group_member")[before:]
    assert [(each.need, each.kind, each.reference, each.people, each.second) for each in counted] == [
        ("consent: surveys", "court_order", "Court of B, 7 C 12/26", 1, "bo")
    ]
    assert counted[0].disclosure == made.id


def test_an_override_is_of_a_kind_the_policy_lists_and_rests_on_something(shop: Shop) -> None:
    member = shop.sign_up()
    for override in (("whim", "x"), ("court_order", " ")):
        with refused("TR786"):
            release(shop, member, override=override)
    with refused("TR787"):
        release(shop, member, override=("court_order", "7 C 12/26"), second=None)


def test_an_override_opens_no_window(shop: Shop) -> None:
    member = shop.sign_up()
    shop.troth.subject("member", member).restrict("claims")
    with refused("TR782"):
        release(shop, member, override=("court_order", "7 C 12/26"))


def test_an_approval_is_by_a_role_that_is_asked_and_says_why(shop: Shop) -> None:
    member = shop.sign_up()
    for said in ({"role": "kitchen"}, {"because": " "}):
        with refused("TR789"):
            approve(shop, member, **said)
    with refused("TR783"):
        approve(shop, 10**9)


@pytest.mark.parametrize(
    ("moment", "open_"), [("2026-01-31 12:00", False), ("2027-06-01 23:59", True), ("2027-06-02 00:01", False)]
)
def test_a_review_that_is_no_longer_good_shuts_the_window(shop: Shop, moment: str, open_: bool) -> None:
    member = shop.sign_up()
    shop.owner.execute("update member set last_seen_at = '2026-01-15' where member_id = %s", [member])
    shop.chief.execute(CLOCK.format(f"timestamptz '{moment} Europe/Berlin'"))
    try:
        if open_:
            assert shop.troth.plan_disclosure("group_member", people=[("member", member)]).locked
        else:
            with refused("TR781"):
                shop.troth.plan_disclosure("group_member", people=[("member", member)])
    finally:
        shop.chief.execute(CLOCK.format("now()"))
