"""Buyer and seller of an order, each reading the other's side of it with a ticket, for as long as it takes."""

from __future__ import annotations

from datetime import timedelta

from k7tracks.world import Order, World

RETURNS = timedelta(days=30)
READERS = 12
"""How many orders of a month somebody looks at."""

WHERE_TO = "select full_name, ship_to, ship_phone from orders join member on member_id = buyer_id where order_id = %s"
WHO_SELLS = "select full_name, email from orders join member on member_id = seller_id where order_id = %s"
PARCEL = "select tracking from shipment where order_id = %s"
ALL = "select order_id from orders"


def look(world: World) -> None:
    """Sellers look where to send what was ordered, buyers whom they bought from; nobody looks at others' orders."""
    for order in world.some(world.orders, max(1, len(world.orders) // READERS)):
        with world.troth.viewing("seller", member=order.seller_id) as db:
            seen = db.execute(WHERE_TO, [order.order_id]).fetchall()
            shown = {key for (key,) in db.execute(ALL).fetchall()}
        with world.troth.viewing("buyer", member=order.buyer_id) as db:
            seller = db.execute(WHO_SELLS, [order.order_id]).fetchall()
        own = {each.order_id for each in (*world.past, *world.orders) if each.seller_id == order.seller_id}
        expect(order, len(seen) == len(seller) == (not order.cancelled) and shown <= own)
        world.count("looked at by its seller", len(seen))
        world.count("looked at by its buyer", len(seller))


def follow(world: World) -> None:
    """Buyers follow the parcel, and the seller of another order does not."""
    on_the_way = [order for order in world.orders if order.sent]
    for order in world.some(on_the_way, max(1, len(on_the_way) // READERS)):
        with world.troth.viewing("buyer", member=order.buyer_id) as db:
            mine = db.execute(PARCEL, [order.order_id]).fetchall()
        stranger = next(other.seller_id for other in world.orders if other.seller_id != order.seller_id)
        with world.troth.viewing("seller", member=stranger) as db:
            expect(order, len(mine) == (not over(world, order)) and not db.execute(PARCEL, [order.order_id]).fetchall())
        world.count("parcels followed", len(mine))


def after_the_time_for_returns(world: World) -> None:
    """A month after the delivery both windows have closed, for every order that somebody tries."""
    closed = [order for order in world.past if over(world, order)]
    for order in world.some(closed, max(1, len(closed) // READERS)):
        with world.troth.viewing("seller", member=order.seller_id) as db:
            address = db.execute(WHERE_TO, [order.order_id]).fetchall()
        with world.troth.viewing("buyer", member=order.buyer_id) as db:
            expect(order, not address and not db.execute(WHO_SELLS, [order.order_id]).fetchall())
        world.count("looked for in vain after the time for returns", 1)


def over(world: World, order: Order) -> bool:
    """The time for returns has passed, by the clock of today, which the windows go by."""
    return order.delivered is not None and order.delivered + RETURNS < world.now


def expect(order: Order, holds: bool) -> None:
    """What the two sides see is what they may. Raises RuntimeError."""
    if not holds:
        raise RuntimeError(f"order {order.order_id}: its two sides do not see of each other what they should")
