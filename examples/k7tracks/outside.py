"""What leaves K7Tracks: to the firms that work for it, to an authority that asks, and, one day, to a new owner."""

from __future__ import annotations

from k7tracks.world import World


def hand_out(world: World) -> None:
    """The carrier gets the parcels that are on their way, the provider what it charges, each release recorded."""
    way = [order for order in world.orders if order.sent and not order.delivered]
    carried = world.troth.disclose(
        "carrier", rows={"orders": [order.order_id for order in way]}, because="parcels on their way", actor="flows"
    )
    paid = world.troth.disclose(
        "payment_provider",
        people=[("member", order.buyer_id) for order in world.orders[:10]],
        because="charges of the day",
        actor="flows",
    )
    world.counts |= {"rows to carriers": carried.rows, "rows to the payment provider": paid.rows}


def answer_order(world: World) -> None:
    """A public prosecutor asks about one member, on paper; what is due goes out once, and the member is told."""
    asked = {
        "authority": "Public Prosecutor's Office Berlin",
        "reference": "231 Js 1104/26",
        "ground": "authority_request",
        "statute": "Code of Criminal Procedure, section 95",
        "jurisdiction": "DE",
        "asks": "name and address for mail of one member",
    }
    world.order("authority", [("member", world.people[-1].member_id)], ["identity.name", "contact.email"], **asked)


def announce_sale(world: World) -> None:
    """Everybody is told of a sale; one objects; nobody passes before a month has gone by."""
    troth, says = world.troth, "a mail to everybody, and a word on the front page"
    troth.about_transfer("new_owner", "told", everyone=True, says=says, actor="flows")
    objecting = world.people[0].member_id
    troth.about_transfer("new_owner", "objects", people=[("member", objecting)], says="a mail", actor="flows")
    passing = len(troth.plan_transfer("new_owner").plan.people)
    if passing:
        raise RuntimeError(f"{passing} members would pass on the day on which they were told")
    world.count("told of a sale", len(world.people))


def find_child(world: World) -> None:
    """A parent writes that a member is younger than 13: what is held of the child goes at once."""
    busy = {key for order in (*world.past, *world.orders) for key in (order.buyer_id, order.seller_id)}
    sellers = {offer.seller_id for offer in world.offers}
    idle = [each.member_id for each in world.people if each.member_id not in {*busy, *sellers, *world.left}]
    child = (idle or [world.people[1].member_id])[-1]
    found = world.troth.subject("member", child)
    found.child_found(because="A parent wrote to us", actor="flows")
    found.plan_erasure().apply(because="A child was found", actor="flows")
    world.count("children found", 1)
