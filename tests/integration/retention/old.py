"""Members and orders of long ago, for tests about what falls due."""

from __future__ import annotations

from integration.company import Shop


def gone_member(shop: Shop) -> int:
    """A member who closed the account long ago; their key."""
    member = shop.sign_up()
    shop.owner.execute(
        "update member set closed_at = '2011-01-01', last_seen_at = '2011-01-01' where member_id = %s", [member]
    )
    return member


def old_order(shop: Shop, buyer: int, seller: int | None = None) -> int:
    """An order past all its periods; its key."""
    order = shop.order(buyer, seller)
    shop.owner.execute("update orders set placed_at = '2010-01-01' where order_id = %s", [order])
    return order


def count(shop: Shop, table: str) -> int:
    ((number,),) = shop.owner.execute(f"select count(*) from {table}".encode()).fetchall()
    return int(number)
