"""Keys that leave as pseudonyms: they still join, they name nobody, and two recipients cannot compare them."""

from __future__ import annotations

from typing import Any

import pytest

from integration.company import Shop


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
    shop.troth.renew_pseudonyms("recipient analytics")
    after = [shop.troth.disclose(name, **asked).tables["orders"][0] for name in ("analytics", "appraiser")]
    assert not {before[0]["order_id"], before[0]["buyer_id"]} & {after[0]["order_id"], after[0]["buyer_id"]}
    assert after[1] == before[1]
    found = shop.owner.execute("select count(*) from troth.ledger_entry where entry like '%pseudonyms renewed%'")
    assert found.fetchone() == (1,)
    with pytest.raises(KeyError):
        shop.troth.renew_pseudonyms("fulfilment")


def test_what_leaves_is_what_the_window_shows(shop: Shop) -> None:
    buyer = shop.sign_up()
    order = shop.order(buyer)
    (left,) = shop.troth.disclose("analytics", people=[("member", buyer)], because="a count").tables["orders"]
    shown = shop.chief.execute("select order_id, buyer_id from to_analytics.orders").fetchall()
    assert (left["order_id"], left["buyer_id"]) in shown
    assert str(order) not in {key for row in shown for key in row}
