"""What is said of one person: which purposes see them now, why, until when. Held to what the windows show."""

from __future__ import annotations

import json
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from integration.company import Shop
from troth.errors import Refused
from troth.explain import PersonExplanation, explain_person
from troth.explain.person import RowsShown


def explained(shop: Shop, key: int) -> PersonExplanation:
    return explain_person(shop.owner, shop.troth.compiled(), "member", key)


def rows(said: PersonExplanation, purpose: str) -> dict[str, RowsShown]:
    return {row.table: row for row in said.purpose(purpose).rows}


def today() -> date:
    return datetime.now(ZoneInfo("Europe/Berlin")).date()


def test_it_counts_what_the_windows_show(shop: Shop) -> None:
    member = shop.sign_up()
    shop.order(member)
    shop.troth.subject("member", member).consent("newsletter")
    said = explained(shop, member)
    for purpose in ("account", "fulfilment", "bookkeeping", "newsletter", "surveys", "fraud_prevention"):
        assert said.purpose(purpose).live == shop.sees(purpose, member), purpose
    assert rows(said, "bookkeeping")["orders"].shown == 1
    assert said.purpose("newsletter").why == f"consented since {today()}"
    assert said.purpose("surveys").why == "never consented"
    assert said.purpose("fraud_prevention").why == "not within its time: 180 days after signal seen"
    assert said.purpose("dispute_handling").why == "condition not met: dispute open"
    assert said.purpose("fulfilment").recipients == ("carrier until 2027-01-01",)


def test_days_are_counted_as_the_policy_counts_them(shop: Shop) -> None:
    member = shop.sign_up()
    first, second = shop.order(member), shop.order(member)
    shop.owner.execute("update orders set placed_at = '2026-03-31 23:30+00' where order_id = %s", [first])
    shop.owner.execute("update orders set placed_at = '2026-08-31 12:00+02' where order_id = %s", [second])
    shop.owner.execute("update member set last_seen_at = '2026-02-28 12:00+01' where member_id = %s", [member])
    said = explained(shop, member)
    orders = rows(said, "fulfilment")["orders"]
    assert (orders.earliest, orders.latest) == (date(2028, 4, 1), date(2028, 8, 31))
    assert rows(said, "fulfilment")["member"].latest == date(2028, 8, 31)
    assert rows(said, "bookkeeping")["orders"].latest == date(2037, 1, 1)
    assert rows(said, "account")["member"].latest == date(2029, 2, 28)


def test_a_clock_that_has_not_started_is_open(shop: Shop) -> None:
    member = shop.sign_up()
    shop.owner.execute("insert into fraud_signal values (%s, %s, '10.0.0.1', now())", [member, member])
    said = explained(shop, member)
    assert said.purpose("fraud_prevention").live
    assert rows(said, "newsletter")["member"].latest is None


def test_what_a_person_said_is_the_reason(shop: Shop) -> None:
    member = shop.sign_up()
    shop.order(member)
    subject = shop.troth.subject("member", member)
    subject.consent("surveys")
    subject.withdraw("surveys")
    subject.object("statistics")
    subject.object("offers")
    said = explained(shop, member)
    assert said.purpose("surveys").why == f"consent withdrawn on {today()}"
    assert said.purpose("statistics").why == f"an objection is pending since {today()}"
    assert said.purpose("offers").why == f"ended on {today()} by objection to offers"
    assert not said.purpose("offers").live
    assert "begin: opens it again" in said.purpose("offers").changes
    assert "consent: opens it" in said.purpose("surveys").changes


def test_a_restriction_is_said_and_what_is_open_in_spite_of_it(shop: Shop) -> None:
    member = shop.sign_up()
    shop.order(member)
    shop.troth.subject("member", member).restrict("accuracy")
    said = explained(shop, member)
    assert said.purpose("account").why == "restricted"
    assert said.purpose("defence").live
    assert said.restrictions == (f"everything, since {today()} (accuracy)",)
    assert "lift: shows it again" in said.purpose("account").changes


def test_a_restriction_of_categories_is_said_in_part(shop: Shop) -> None:
    member = shop.sign_up()
    shop.order(member)
    shop.troth.subject("member", member).restrict("accuracy", categories=["address.*"])
    said = explained(shop, member).purpose("account")
    assert said.why == "its ground stands; restricted in part"
    assert {row.table: row.shown for row in said.rows} == {"member": 1, "orders": 0}


def test_holds_are_said(shop: Shop) -> None:
    member = shop.sign_up()
    order = shop.order(member)
    shop.owner.execute("insert into dispute values (%s, %s, null, 'late')", [order, order])
    shop.troth.subject("member", member).hold(keeps=["order"], because="Letter of 3 May", ground="claims")
    said = explained(shop, member)
    assert said.holds[0] == "Letter of 3 May (claims): order"
    assert said.holds[1].startswith("dispute (claims), while dispute open: ")
    assert "1 orders" in said.holds[1]
    assert said.purpose("dispute_handling").live
    shop.troth.subject("member", member).child_found(because="their school wrote to us")
    assert explained(shop, member).holds == said.holds[:1], (
        "what the policy holds for claims does not count for a child"
    )


def test_it_prints_and_is_plain_data(shop: Shop) -> None:
    member = shop.sign_up()
    said = explained(shop, member)
    assert f"member {member}" in str(said)
    assert "+ account (contract): its ground stands" in str(said)
    assert len(json.loads(json.dumps(said.to_json()))["purposes"]) == len(said.purposes)


@pytest.mark.parametrize(
    ("kind", "key", "code"),
    [("membr", 1, "TR591"), ("member", 999_999, "TR592"), ("member", "ana", "TR592"), ("member", (1, 2), "TR592")],
)
def test_unknown_people_are_refused(shop: Shop, kind: str, key: object, code: str) -> None:
    with pytest.raises(Refused) as refused:
        explain_person(shop.owner, shop.troth.compiled(), kind, key)  # type: ignore[arg-type]
    assert [finding.code for finding in refused.value.findings] == [code]
    assert refused.value.findings[0].hint
