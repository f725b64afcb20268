"""The access copy: everything held about a person, nobody else's, with what the law wants said about it."""

from __future__ import annotations

from integration.company import Shop


def test_everything_of_a_person_and_nothing_of_another(shop: Shop) -> None:
    ana, bo = shop.sign_up(), shop.sign_up()
    order = shop.order(ana, bo)
    shop.owner.execute("insert into order_line (order_id, listing_id, quantity) values (%s, 7, 2)", [order])
    mine = shop.troth.subject("member", ana).access()
    theirs = shop.troth.subject("member", bo).access()
    print(mine.model_dump_json(indent=1))
    assert mine.table("member").rows[0]["email"] == f"m{ana}@example.org"
    (row,) = mine.table("orders").rows
    assert row["ship_to"] == "A street" and row["seller_id"] == "seller" and row["buyer_id"] == ana
    (row,) = theirs.table("orders").rows
    assert "ship_to" not in row and row["buyer_id"] == "buyer" and row["total"] == "10"
