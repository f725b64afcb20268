"""A company passes to somebody else: told in time, not objecting, and all the others stay behind."""

from __future__ import annotations

from typing import Any

import pytest

from integration.company import Shop
from troth.errors import Refused


def refused(code: str) -> Any:
    return pytest.raises(Refused, match=rf"\[{code}\]")


def told(shop: Shop, *members: int, days: int = 31, **said: Any) -> None:
    people = [("member", member) for member in members]
    shop.troth.about_transfer("new_owner", "told", people=people, **({"says": "a letter"} | said))
    earlier = "update troth.transfer_word set at = now() - make_interval(days => %s) where key = %s::jsonb"
    for member in members:
        shop.chief.execute(earlier, [days, f"[{member}]"])


def passing(shop: Shop) -> set[int]:
    return {key[0] for _, key in shop.troth.plan_transfer("new_owner").plan.people}


def test_who_was_told_in_time_and_does_not_object_passes(shop: Shop) -> None:
    in_time, late, untold, objecting = (shop.sign_up() for _ in range(4))
    told(shop, in_time, objecting)
    told(shop, late, days=29)
    shop.troth.about_transfer("new_owner", "objects", people=[("member", objecting)], says="a mail")
    assert passing(shop) & {in_time, late, untold, objecting} == {in_time}
    shop.troth.about_transfer("new_owner", "agrees", people=[("member", objecting)], says="a call")
    assert objecting in passing(shop)


def test_the_plan_counts_who_stays_behind_and_why(shop: Shop) -> None:
    passes, objecting = shop.sign_up(), shop.sign_up()
    told(shop, passes, objecting)
    shop.troth.about_transfer("new_owner", "objects", people=[("member", objecting)], says="a mail")
    plan = shop.troth.plan_transfer("new_owner")
    row = shop.owner.execute("select count(*) from member").fetchone()
    assert row is not None and plan.everybody == {"member": row[0]}
    assert plan.left_behind == {"member": row[0] - len(plan.plan.people)}
    assert "stay behind" in str(plan) and "of whom there is no leave: they object" in str(plan)


def test_the_release_leaves_behind_who_objects_after_the_plan(shop: Shop) -> None:
    stays, goes = shop.sign_up(), shop.sign_up()
    told(shop, stays, goes)
    plan = shop.troth.plan_disclosure("new_owner", people=[("member", stays), ("member", goes)])
    shop.troth.about_transfer("new_owner", "objects", people=[("member", goes)], says="a mail")
    made = shop.troth.disclose(plan, because="the shop is sold")
    assert [row["member_id"] for row in made.tables["member"]] == [stays]
    with refused("TR785"):
        shop.troth.disclose("new_owner", people=[("member", goes)], because="the shop is sold")


def test_everyone_may_be_told_at_once_but_nobody_objects_for_everyone(shop: Shop) -> None:
    member = shop.sign_up()
    shop.troth.about_transfer("new_owner", "told", everyone=True, says="a mail to all")
    found = shop.owner.execute("select says from troth.transfer_word where key = %s::jsonb", [f"[{member}]"]).fetchall()
    assert found == [("a mail to all",)]
    for wrong in ({"word": "objects", "everyone": True, "says": "all of them"}, {"word": "told", "says": "a letter"},
                  {"word": "told", "everyone": True, "says": " "}):  # fmt: skip
        with refused("TR792"):
            shop.troth.about_transfer("new_owner", **wrong)


def test_only_a_successor_takes_over(shop: Shop) -> None:
    with refused("TR792"):
        shop.troth.plan_transfer("carrier")
