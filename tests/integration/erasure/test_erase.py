"""Erasing one person of the marketplace: the plan says what goes and what stays; the deed does exactly that, once."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest

from integration.company import Shop
from troth.client import Person
from troth.errors import Refused, Stale, Unavailable


def person(shop: Shop, number: int) -> Person:
    return shop.troth.subject("member", number)


def row(shop: Shop, table: str, number: int) -> dict[str, Any] | None:
    """A row of a table by its key, which is its first column."""
    with shop.owner.cursor(row_factory=psycopg.rows.dict_row) as cursor:
        key = shop.troth.known().mapped.tables[("public", table)].table.primary_key[0]  # type: ignore[index]
        return cursor.execute(f"select * from {table} where {key} = %s", [number]).fetchone()


def aged(shop: Shop, order: int, day: str) -> None:
    shop.owner.execute("update orders set placed_at = %s where order_id = %s", [day, order])


def bought(shop: Shop) -> Person:
    """Somebody with an order, for which the tax code and others need their row; and what goes with a request."""
    member = shop.sign_up()
    shop.order(member)
    shop.owner.execute("insert into fraud_signal values (-%s, %s, '10.1.2.3', now())", [member, member])
    return person(shop, member)


def one(shop: Shop, query: str, *given: Any) -> Any:
    found = shop.owner.execute(query, given).fetchone()
    return found[0] if found else None


def test_what_nothing_needs_goes_and_the_rest_is_explained(shop: Shop) -> None:
    member = bought(shop)
    member.consent("newsletter")
    shop.owner.execute("update orders set placed_at = now() - interval '800 days' where buyer_id = %s", [member.key])
    plan = member.plan_erasure()
    assert plan.counts.rows == (("fraud_signal", 1),)
    assert plan.counts.cells == (("member.phone", 1), ("orders.ship_to", 1))
    assert plan.ended.purposes == (
        "account", "support", "newsletter", "fraud_prevention", "dispute_handling", "statistics", "offers",
    )  # fmt: skip
    assert plan.ended.withdrawn == ("newsletter",)
    assert [(str(each.table), each.columns, each.sort, each.name) for each in plan.stays] == [
        ("member", ("email",), "purpose", "defence"),
        ("member", ("full_name",), "purpose", "bookkeeping"),
        ("orders", ("total",), "purpose", "bookkeeping"),
        ("orders", ("total",), "purpose", "defence"),
    ]
    receipt = plan.apply(because="asked by telephone")
    assert receipt.counts == plan.counts and receipt.stays == plan.stays and receipt.changed
    assert row(shop, "fraud_signal", -member.key) is None
    left = row(shop, "member", member.key)
    assert left is not None
    assert (left["full_name"], left["email"], left["phone"]) == (
        f"Member {member.key}", f"m{member.key}@example.org", None,
    )  # fmt: skip
    for purpose in ("account", "newsletter", "offers"):
        assert not shop.sees(purpose, member.key)


def test_a_plan_changes_nothing(shop: Shop) -> None:
    member = person(shop, shop.sign_up())
    member.consent("newsletter")
    member.restrict("accuracy")
    before = member.standing(), row(shop, "member", member.key), len(member.history())
    assert member.plan_erasure() == member.plan_erasure()
    assert (member.standing(), row(shop, "member", member.key), len(member.history())) == before


def test_what_the_tax_code_needs_stays_and_says_until_when(shop: Shop) -> None:
    member = person(shop, shop.sign_up())
    order = shop.order(member.key)
    aged(shop, order, "2024-03-01")
    plan = member.plan_erasure()
    assert ("orders.ship_to", 1) in plan.counts.cells
    kept = {(str(each.table), each.columns): each for each in plan.stays if each.name == "bookkeeping"}
    assert kept["orders", ("total",)].until == date(2035, 1, 1)
    assert kept["orders", ("total",)].why == "legal obligation (Tax code, ten-year retention)"
    assert ("member", ("full_name",)) in kept
    plan.apply()
    assert row(shop, "orders", order) | {"placed_at": None} == {  # type: ignore[operator]
        "order_id": order, "buyer_id": member.key, "seller_id": None, "ship_to": None, "total": 10,
        "placed_at": None, "cancelled_at": None,
    }  # fmt: skip
    with shop.troth.purpose("bookkeeping") as db:
        assert db.execute("select total from orders where order_id = %s", [order]).fetchall() == [(10,)]


def test_an_order_shared_with_a_seller_keeps_what_the_seller_needs(shop: Shop) -> None:
    buyer, seller = person(shop, shop.sign_up()), shop.sign_up()
    order = shop.order(buyer.key, seller)
    aged(shop, order, "2014-03-01")
    shop.troth.subject("member", seller).hold(["order"], because="a claim", ground="claims")
    plan = buyer.plan_erasure()
    assert [str(each) for each in plan.stays if each.columns == ("total",)] == [
        "orders.total in 1 row: another person in the same row"
    ]
    plan.apply()
    assert row(shop, "orders", order)["total"] == 10  # type: ignore[index]


def test_a_hold_by_hand_keeps_what_it_names(shop: Shop) -> None:
    member = person(shop, shop.sign_up())
    member.hold(["contact.phone"], because="the number is in dispute", ground="claims")
    plan = member.plan_erasure()
    assert ("member.phone", 1) not in plan.counts.cells
    assert any(each.sort == "held person" and each.columns == ("phone",) for each in plan.stays)
    plan.apply()
    assert row(shop, "member", member.key)["phone"] == "1"  # type: ignore[index]


def test_a_second_erasure_changes_nothing(shop: Shop) -> None:
    member = person(shop, shop.sign_up())
    shop.order(member.key)
    member.plan_erasure().apply()
    again = member.plan_erasure()
    assert again.empty and "nothing is left to erase" in str(again)
    entries = one(shop, "select count(*) from troth.ledger_entry")
    history = len(member.history())
    receipt = again.apply()
    assert not receipt.changed and receipt.counts.rows == receipt.counts.cells == ()
    assert one(shop, "select count(*) from troth.ledger_entry") == entries
    assert len(member.history()) == history


def test_own_restrictions_are_lifted_and_those_for_claims_stand(shop: Shop) -> None:
    member = bought(shop)
    member.restrict("accuracy")
    shop.owner.execute("update orders set placed_at = now() - interval '800 days' where buyer_id = %s", [member.key])
    member.plan_erasure().apply()
    assert not member.standing().restrictions
    assert row(shop, "member", member.key)["phone"] is None  # type: ignore[index]
    other = person(shop, shop.sign_up())
    other.restrict("claims")
    plan = other.plan_erasure()
    assert {each.sort for each in plan.stays} >= {"restriction"}
    plan.apply()
    assert [each.ground for each in other.standing().restrictions] == ["claims"]
    assert row(shop, "member", other.key)["phone"] == "1"  # type: ignore[index]


def test_the_history_and_the_ledger_say_it(shop: Shop) -> None:
    member = bought(shop)
    member.consent("newsletter")
    receipt = member.plan_erasure().apply(because="asked by letter", actor="ana")
    words = [(word.word, word.purpose) for word in member.history()]
    assert ("erase", None) in words and ("withdraw", "newsletter") in words and ("end", "account") in words
    entry = one(shop, "select entry from troth.ledger_entry where id = %s", receipt.entry)
    assert '"what":"erase"' in entry and '"actor":"ana"' in entry
    assert '"kept_for":["bookkeeping","defence","fulfilment"]' in entry
    assert "asked by letter" not in entry
    today = datetime.now(ZoneInfo(shop.troth.known().policy.time_zone)).date()
    assert [why.why for why in shop.troth.explain("member", member.key).purposes if why.purpose == "account"] == [
        f"ended on {today} by an erasure"
    ]


# -- the last row ------------------------------------------------------------------------------------------------------


def gone_for_good(shop: Shop) -> int:
    """A member whom nothing needs once their own request has ended what it ends; their key."""
    member = shop.sign_up()
    shop.owner.execute("update member set last_seen_at = now() - interval '4 years' where member_id = %s", [member])
    return member


def test_with_the_last_row_standing_goes_and_what_proves_it_names_nobody(shop: Shop) -> None:
    number = gone_for_good(shop)
    member = person(shop, number)
    member.consent("newsletter", evidence={"form": "footer", "wording": "2026-11", "address": "ana@example.org"})
    member.restrict("accuracy", because="Ana says so")
    member.hold(["message"], because="a claim of Ana", ground="claims")
    pseudonym = one(shop, "select pseudonym from troth.ledger_key where key = jsonb_build_array(%s::bigint)", number)
    member.plan_erasure().apply()
    assert row(shop, "member", number) is None
    tables = [name for (name,) in shop.owner.execute(
        "select c.relname from pg_class c where c.relnamespace = 'troth'::regnamespace and c.relkind = 'r'"
        " and c.relname !~ '^(ledger|deployment|evidence|erased_person|journal)'"
    )]  # fmt: skip
    for table in tables:
        rows = shop.owner.execute(f"select to_jsonb(t) from troth.{table} t").fetchall()
        assert not [one for (one,) in rows if one.get("subject") == number or one.get("key") == [number]], table
    evidence = shop.owner.execute(
        "select word, purpose, detail from troth.evidence where pseudonym = %s order by id", [pseudonym]
    ).fetchall()
    assert Counter(word for word, _, _ in evidence) == Counter(
        {"consent": 1, "restrict": 1, "hold": 1, "erase": 1, "withdraw": 1, "end": 6, "lift": 1}
    )
    assert evidence[0][2] == {"evidence": {"form": "footer", "wording": "2026-11"}}
    assert "Ana" not in str(evidence)
    # Whoever says who they were is found to be it; the other way round there is no way.
    assert one(shop, "select count(*) from troth.ledger_key where key = jsonb_build_array(%s::bigint)", number) == 0
    assert one(shop, "select kind from troth.erased_person where pseudonym = %s", pseudonym) == "member"


def test_a_key_that_is_used_again_inherits_nothing(shop: Shop) -> None:
    number = gone_for_good(shop)
    member = person(shop, number)
    member.consent("newsletter")
    member.plan_erasure().apply()
    first = one(shop, "select pseudonym from troth.erased_person order by at desc limit 1")
    shop.owner.execute(
        "insert into member (member_id, full_name, email) overriding system value values (%s, 'B', 'b@b.example')",
        [number],
    )
    assert str(member.standing()) == "nothing was said"
    assert member.history() == ()
    assert shop.sees("account", number)
    member.consent("newsletter")
    second = one(shop, "select pseudonym from troth.ledger_key where key = jsonb_build_array(%s::bigint)", number)
    assert second != first
    shop.owner.execute("delete from member where member_id = %s", [number])


# -- refusals ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        "update member set phone = '2' where member_id = {0}",
        "insert into fraud_signal values ({0}, {0}, '10.1.2.3', now())",
        "update fraud_signal set ip = '10.0.0.9' where id = -{0}",
        "delete from fraud_signal where id = -{0}",
    ],
)
def test_stale_if_a_planned_row_has_changed(shop: Shop, change: str) -> None:
    member = bought(shop)
    shop.owner.execute("update orders set placed_at = now() - interval '800 days' where buyer_id = %s", [member.key])
    plan = member.plan_erasure()
    shop.owner.execute(change.format(member.key))
    before = row(shop, "member", member.key)
    with pytest.raises(Stale, match="TR730"):
        plan.apply()
    assert row(shop, "member", member.key) == before
    assert shop.sees("account", member.key)
    assert plan.apply(replan=True).changed
    assert row(shop, "member", member.key)["phone"] is None  # type: ignore[index]


def test_stale_if_what_holds_has_changed(shop: Shop) -> None:
    member = person(shop, shop.sign_up())
    plan = member.plan_erasure()
    member.hold(["contact.phone"], because="a claim", ground="claims")
    with pytest.raises(Stale, match="TR730"):
        plan.apply()
    assert row(shop, "member", member.key)["phone"] == "1"  # type: ignore[index]


def test_not_stale_if_somebody_else_has_changed(shop: Shop) -> None:
    member, other = person(shop, shop.sign_up()), shop.sign_up()
    plan = member.plan_erasure()
    shop.owner.execute("update member set phone = '2' where member_id = %s", [other])
    shop.order(other)
    assert plan.apply().changed


def test_unknown_people_and_categories(shop: Shop) -> None:
    with pytest.raises(Refused, match="TR701"):
        person(shop, 4711).plan_erasure()
    member = person(shop, shop.sign_up())
    with pytest.raises(Refused, match=r"TR731(.|\n)*did you mean `contact.email`"):
        member.plan_erasure(["contact.emial"])


def test_what_a_trigger_brings_back_is_noticed_and_nothing_is_done(shop: Shop) -> None:
    member = bought(shop)
    shop.owner.execute("update orders set placed_at = now() - interval '800 days' where buyer_id = %s", [member.key])
    shop.owner.execute(
        "create function keep_phone() returns trigger language plpgsql as"
        " $$ begin new.phone := old.phone; return new; end $$;"
        "create trigger keep_phone before update on member for each row execute function keep_phone()"
    )
    try:
        with pytest.raises(Unavailable, match=r"TR732(.|\n)*phone"):
            member.plan_erasure().apply()
        assert shop.sees("account", member.key)
        assert row(shop, "member", member.key)["full_name"] != "Erased"  # type: ignore[index]
    finally:
        shop.owner.execute("drop trigger keep_phone on member; drop function keep_phone()")
    assert member.plan_erasure().apply().changed


def test_what_belongs_to_the_transaction_comes_first_and_can_refuse(shop: Shop) -> None:
    member = person(shop, shop.sign_up())
    plan = member.plan_erasure()

    def refuse(_: psycopg.Connection[Any]) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        plan.apply(also=refuse)
    assert shop.sees("account", member.key)
    seen = []
    plan.apply(also=lambda connection: seen.append(connection.execute("select 1").fetchone()))
    assert seen == [(1,)]


# -- a part ------------------------------------------------------------------------------------------------------------


def test_a_part_is_a_moment_and_leaves_the_rest(shop: Shop) -> None:
    member = person(shop, shop.sign_up())
    member.consent("newsletter")
    assert not member.plan_erasure(["contact.phone"]).empty
    plan = member.plan_erasure(["contact.phone"])
    assert plan.counts.cells == (("member.phone", 1),) and not plan.ended.purposes
    plan.apply()
    left = row(shop, "member", member.key)
    assert left is not None and left["phone"] is None and left["full_name"].startswith("Member")
    assert shop.sees("account", member.key) and shop.sees("newsletter", member.key)
    assert list(member.standing().consents) == ["newsletter"]
    shop.owner.execute("update member set phone = '2' where member_id = %s", [member.key])
    assert member.plan_erasure(["contact.phone"]).counts.cells  # a moment: what comes later is kept
    assert shop.sees("account", member.key)


def test_a_part_that_must_stay_is_seen_no_more_by_what_would_end(shop: Shop) -> None:
    member = person(shop, shop.sign_up())
    order = shop.order(member.key)
    assert shop.sees_order("statistics", order)
    plan = member.plan_erasure(["order"])
    assert [each.name for each in plan.stays if each.columns == ("total",)] == ["bookkeeping", "defence", "fulfilment"]
    plan.apply()
    assert row(shop, "orders", order)["total"] == 10  # type: ignore[index]
    assert not shop.sees_order("statistics", order) and not shop.sees_order("support", order)
    assert shop.sees_order("fulfilment", order) and shop.sees_order("bookkeeping", order)
    assert shop.sees("account", member.key)
    member.begin("statistics")
    assert shop.sees_order("statistics", order)


def test_a_part_of_a_shared_row_stays_for_the_other(shop: Shop) -> None:
    buyer, seller = person(shop, shop.sign_up()), shop.sign_up()
    order = shop.order(buyer.key, seller)
    aged(shop, order, "2014-03-01")
    shop.owner.execute("update member set last_seen_at = now() - interval '4 years' where member_id in (%s, %s)",
                       [buyer.key, seller])  # fmt: skip
    shop.troth.subject("member", seller).hold(["order"], because="a claim", ground="claims")
    buyer.plan_erasure(["order"]).apply()
    assert row(shop, "orders", order)["total"] == 10  # type: ignore[index]


# -- a child -----------------------------------------------------------------------------------------------------------


def test_a_child_found_outranks_what_waits_and_claims_but_not_a_named_law(shop: Shop) -> None:
    member = person(shop, shop.sign_up())
    order = shop.order(member.key)
    member.hold(["contact.phone"], because="a claim", ground="claims")
    member.restrict("claims")
    plan = member.plan_erasure(child=True)
    assert {each.name for each in plan.stays} == {"bookkeeping", "defence"}
    assert ("member.phone", 1) in plan.counts.cells and ("orders.ship_to", 1) in plan.counts.cells
    plan.apply()
    assert row(shop, "member", member.key)["phone"] is None  # type: ignore[index]
    assert member.standing().child
    assert not shop.sees_order("fulfilment", order) and shop.sees_order("bookkeeping", order)


def test_a_hold_on_ground_of_law_outlasts_even_a_child(shop: Shop) -> None:
    member = person(shop, shop.sign_up())
    member.hold(["contact.phone"], because="an order of the court", ground="law")
    plan = member.plan_erasure(child=True)
    assert ("member.phone", 1) not in plan.counts.cells
