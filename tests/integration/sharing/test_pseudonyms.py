"""Keys that leave as pseudonyms: they still join, they name nobody, and two recipients cannot compare them."""

from __future__ import annotations

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
