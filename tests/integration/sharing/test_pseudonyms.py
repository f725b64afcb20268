"""Keys that leave as pseudonyms: they still join, they name nobody, and two recipients cannot compare them."""

from __future__ import annotations

from typing import Any

import pytest

from integration.company import Shop
from troth.errors import Refused


def test_keys_and_links_are_alike_within_a_recipient_and_no_other(shop: Shop) -> None:
    buyer, seller = shop.sign_up(), shop.sign_up()
    order = shop.order(buyer, seller)
    shop.owner.execute("insert into order_line (order_id, listing_id, quantity) values (%s, 7, 1)", [order])
    first = shop.troth.disclose("analytics", people=[("member", buyer)], because="a count").tables
    again = shop.troth.disclose("analytics", people=[("member", buyer)], because="a count").tables
    other = shop.troth.disclose("appraiser", people=[("member", buyer)], because="a price").tables
    (row,), (line,) = first["orders"], first["order_line"]
    assert row["order_id"] == line["order_id"] != order and len(str(row["order_id"])) == 32
    assert row["ship_to"] == "A street" and line["quantity"] == 1 and line["line_id"] not in (row["order_id"], order)
    assert row["buyer_id"] not in (row["seller_id"], buyer, str(buyer))
    assert again["orders"] == first["orders"]
    assert other["orders"][0]["order_id"] != row["order_id"]
    assert {row["buyer_id"], row["seller_id"]}.isdisjoint(str(value) for value in (buyer, seller))


def test_the_same_person_has_one_pseudonym_in_all_tables(shop: Shop) -> None:
    buyer = shop.sign_up()
    shop.order(buyer)
    tables = shop.troth.disclose("appraiser", people=[("member", buyer)], because="a price").tables
    assert tables["member"][0]["member_id"] == tables["orders"][0]["buyer_id"]
    assert tables["orders"][0]["seller_id"] is None
    assert tables["member"][0]["full_name"] == f"Member {buyer}"


def test_the_people_are_still_recorded(shop: Shop) -> None:
    buyer = shop.sign_up()
    shop.order(buyer)
    made = shop.troth.disclose("analytics", people=[("member", buyer)], because="a count")
    found = shop.owner.execute("select key from troth.disclosed_person where disclosure = %s", [made.id]).fetchall()
    assert found == [([buyer],)]


def test_with_another_secret_nothing_joins_what_left_before(shop: Shop) -> None:
    buyer = shop.sign_up()
    shop.order(buyer)
    asked: dict[str, Any] = {"people": [("member", buyer)], "because": "a count"}
    before = [shop.troth.disclose(name, **asked).tables["orders"][0] for name in ("analytics", "appraiser")]
    shop.troth.renew_pseudonyms("recipient analytics", actor="the officer")
    after = [shop.troth.disclose(name, **asked).tables["orders"][0] for name in ("analytics", "appraiser")]
    assert not {before[0]["order_id"], before[0]["buyer_id"]} & {after[0]["order_id"], after[0]["buyer_id"]}
    assert after[1] == before[1]
    found = shop.owner.execute(
        "select e ->> 'actor', e -> 'detail' from (select entry::json from troth.ledger_entry) as l (e)"
        " where e ->> 'what' = 'pseudonyms renewed'"
    )
    assert found.fetchall() == [("the officer", {"window": "recipient analytics"})]


@pytest.mark.parametrize(
    ("window", "hint"),
    [
        ("fulfilment", "known: `recipient analytics`, `recipient appraiser`"),
        ("recipient analytic", "did you mean `recipient analytics`?"),
    ],
)
def test_only_a_window_that_shows_pseudonyms_has_them_renewed(shop: Shop, window: str, hint: str) -> None:
    for renew in (shop.troth.plan_renewal, shop.troth.renew_pseudonyms):
        with pytest.raises(Refused, match="is no window that shows pseudonyms") as refused:
            renew(window)
        assert refused.value.findings[0].code == "TR515" and refused.value.findings[0].hint == hint


def test_a_window_whose_policy_is_not_applied_has_no_secret_to_renew(shop: Shop) -> None:
    name = {"name": "recipient appraiser"}
    shop.chief.execute("update troth.pseudonym_key set name = 'other' where name = %(name)s", name)
    try:
        with pytest.raises(Refused, match="not applied here yet"):
            shop.troth.renew_pseudonyms("recipient appraiser")
    finally:
        shop.chief.execute("update troth.pseudonym_key set name = %(name)s where name = 'other'", name)


def test_what_leaves_is_what_the_window_shows(shop: Shop) -> None:
    buyer = shop.sign_up()
    order = shop.order(buyer)
    (left,) = shop.troth.disclose("analytics", people=[("member", buyer)], because="a count").tables["orders"]
    shown = shop.chief.execute("select order_id, buyer_id from to_analytics.orders").fetchall()
    assert (left["order_id"], left["buyer_id"]) in shown
    assert str(order) not in {key for row in shown for key in row}
