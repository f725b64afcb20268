"""What goes of one person or of all: decided by one statement over the marketplace of the tests, done by another."""

from __future__ import annotations

from integration.company import Shop
from troth.postgres.catalogue import Relation
from troth.retention.decision import Deciding, Gone

CELLS = ("email", "phone")


def aged(shop: Shop, order: int, day: str) -> None:
    shop.owner.execute("update orders set placed_at = %s where order_id = %s", [day, order])


def closes(shop: Shop) -> int:
    """A member who has closed the account long ago; their key."""
    member = shop.sign_up()
    shop.owner.execute(
        "update member set closed_at = '2021-01-01', last_seen_at = '2021-01-01' where member_id = %s", [member]
    )
    return member


def of(shop: Shop, member: int) -> tuple[Gone, ...]:
    return Deciding(shop.troth.compiled(), "member", (member,)).decide(shop.owner)


def cells(shop: Shop, member: int) -> dict[str, tuple[str, ...]]:
    """The cells that go of each table, where no row does."""
    gone = of(shop, member)
    assert not any(each.deleted for each in gone)
    return {str(each.table): each.cells for each in gone}


def test_nothing_goes_that_is_needed(shop: Shop) -> None:
    member = shop.sign_up()
    shop.order(member)
    assert of(shop, member) == ()


def test_an_order_past_all_its_periods_goes_and_its_buyer_with_it(shop: Shop) -> None:
    member = closes(shop)
    order = shop.order(member)
    aged(shop, order, "2010-01-01")
    tables = {"member": member, "orders": order}
    assert of(shop, member) == tuple(
        Gone(table=Relation("public", table), rows=(f"[{key}]",), deleted=True) for table, key in tables.items()
    )


def test_what_bookkeeping_needs_stays_alone_in_its_order(shop: Shop) -> None:
    member = closes(shop)
    order = shop.order(member)
    aged(shop, order, "2020-01-01")
    assert cells(shop, member) == {"orders": ("ship_to",), "member": CELLS}


def test_a_hold_on_the_person_keeps_its_categories(shop: Shop) -> None:
    member = closes(shop)
    order = shop.order(member)
    aged(shop, order, "2010-01-01")
    shop.troth.subject("member", member).hold(["order"], because="a claim", ground="claims")
    assert cells(shop, member) == {"orders": ("ship_to",), "member": ("full_name", *CELLS)}


def test_a_hold_on_a_row_keeps_the_rows_related_to_it_and_no_others(shop: Shop) -> None:
    member = closes(shop)
    held, other = shop.order(member), shop.order(member)
    for number, order in enumerate((held, other)):
        aged(shop, order, "2010-01-01")
        shop.owner.execute("insert into order_line values (%s, %s, 1, 1)", [order * 10 + number, order])
    shop.troth.subject("member", member).hold(["order"], because="a claim", ground="claims", row=("orders", held))
    gone = {(str(each.table), key): each.deleted for each in of(shop, member) for (key,) in each.keys}
    assert gone == {
        ("orders", held): False,
        ("orders", other): True,
        ("order_line", other * 10 + 1): True,
        ("member", member): False,
    }


def test_what_is_carried_out_is_what_was_decided_and_leaves_nothing_to_do(shop: Shop) -> None:
    member = closes(shop)
    old, older = shop.order(member), shop.order(member)
    aged(shop, old, "2020-01-01")
    aged(shop, older, "2010-01-01")
    deciding = Deciding(shop.troth.compiled(), "member", (member,))
    decided = deciding.decide(shop.owner)
    with shop.owner.transaction():
        assert deciding.carry_out(shop.owner) == decided
    assert deciding.decide(shop.owner) == ()
    assert shop.owner.execute("select ship_to from orders where buyer_id = %s", [member]).fetchall() == [(None,)]
