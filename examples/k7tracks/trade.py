"""The trade of K7Tracks, step by step: accounts, offers, orders, money, parcels, each in the purpose that may do it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from k7tracks.world import Offer, Order, Person, World
from psycopg import Connection
from stage import MONTH, add, mark

FEE = Decimal("0.05")
GOODS = (
    "Record player",
    "Headphones",
    "Camera lens",
    "Bicycle frame",
    "Desk lamp",
    "Board game",
    "Field guide",
    "Tent",
)
MAKERS = ("Aldane", "Borow", "Cintra", "Dovre", "Elmfield", "Fonte")

MEMBERS_BY_EMAIL = "select email, member_id from member where email = any(%s)"
VENDOR_POLICY = 2
ACCEPT = "update member set vendor_terms = %s where member_id = any(%s)"
VERIFY = "update member set verified_at = created_at + interval '5 minutes' where member_id = any(%s)"


def sign_up(world: World) -> None:
    """New members give their name and address for mail, say that they are old enough, and accept the policy."""
    world.past += world.orders
    world.orders = []
    first = len(world.people)
    new = [_newcomer(world, first + place) for place in range(world.share(world.sizes[0]))]
    with world.purpose("registration") as db:
        add(db, "member", [member for member, _ in new])
    with world.purpose("account") as db:
        ids = dict(db.execute(MEMBERS_BY_EMAIL, [[member["email"] for member, _ in new]]).fetchall())
        db.execute(VERIFY, [list(ids.values())])
    phone = world.fakers["DE"].phone_number
    joined = [Person(ids[member["email"]], member["created_at"], address, phone()) for member, address in new]
    with world.purpose("registration") as db:
        _add_settings(world, db, joined)
    world.people += joined
    world.count("members", len(joined))


def _newcomer(world: World, number: int) -> tuple[dict[str, Any], dict[str, Any]]:
    country = world.chance.choice(list(world.fakers))
    fake = world.fakers[country]
    name, joined = fake.name(), world.moment(world.start, world.start + MONTH / 3)
    email = f"{fake.user_name()}.{number}@example.org"
    member: dict[str, Any] = {"full_name": name, "email": email, "language": fake.locales[0][:2]}
    member |= {"over_13": True, "terms": 1, "created_at": joined, "last_seen_at": joined}
    address = {"recipient": name, "street": fake.street_address().replace("\n", ", "), "postcode": fake.postcode()}
    return member, address | {"city": fake.city(), "country_code": country}


def _add_settings(world: World, db: Connection[Any], joined: Sequence[Person]) -> None:
    phones = ({"member_id": person.member_id, "kind": "phone", "value": person.phone} for person in joined)
    add(db, "member_contact", phones)
    accepted = {"document": "privacy", "version": 1, "accepted_on": "web"}
    add(db, "policy_acceptance", ({"member_id": p.member_id, **accepted, "accepted_at": p.joined} for p in joined))
    switches = [
        {"member_id": person.member_id, "switch": switch, "allowed": world.chance.random() < 0.6, "set_by": "settings"}
        for person in joined
        for switch in ("performance", "functionality")
    ]
    add(db, "preference", switches)
    measured = (each["member_id"] for each in switches if each["switch"] == "performance" and each["allowed"])
    world.measured |= set(measured)


def log_in(world: World) -> None:
    """Members come back: the account notes when they were last seen."""
    seen = {
        person.member_id: world.moment(max(person.joined, world.end - MONTH / 2), world.end)
        for person in world.some(world.people, 2)
    }
    with world.purpose("account") as db:
        mark(db, "member.last_seen_at", "member_id", seen)
    world.count("logins", len(seen))


def take_on_vendors(world: World) -> None:
    """Sellers of trade apply and accept the vendor policy; what they offer from now on they offer as vendors."""
    with world.purpose("vendor_onboarding") as db:
        new = [
            {"member_id": person.member_id, "business_name": world.fakers["DE"].company(), "applied_at": person.joined}
            for person in world.some([p for p in world.people if p.joined >= world.start], 40)
        ]
        ids = add(db, "vendor", new, returning=["vendor_id", "member_id"])
        accepted = {"document": "vendor privacy", "version": VENDOR_POLICY, "accepted_on": "web"}
        add(db, "vendor_acceptance", ({"vendor_id": vendor_id, **accepted} for vendor_id, _ in ids))
    with world.purpose("account") as db:
        db.execute(ACCEPT, [VENDOR_POLICY, [member_id for _, member_id in ids]])
    world.vendors |= {member_id: vendor_id for vendor_id, member_id in ids}
    world.count("vendors", len(ids))


# Listings and orders ------------------------------------------------------------


def list_goods(world: World) -> None:
    """Sellers offer goods; some offers are taken down again."""
    rows = [_goods(world, world.chance.choice(world.people)) for _ in range(world.share(2 * world.sizes[0]))]
    private = [row for row in rows if not row["vendor_id"]]
    trade = [row for row in rows if row["vendor_id"]]
    for row in private:
        del row["vendor_id"]
    offers = [*_offered(world, "listing", private), *_offered(world, "trade_listing", trade)]
    gone = world.some(offers, 20) if len(offers) > 1 else []
    with world.purpose("listing_upkeep") as db:
        mark(
            db,
            "listing.closed_at",
            "listing_id",
            {offer.listing_id: world.moment(offer.listed, world.end) for offer in gone},
        )
    world.offers += [offer for offer in offers if offer not in gone]
    world.count("listings", len(offers))


def _offered(world: World, purpose: str, rows: Sequence[dict[str, Any]]) -> list[Offer]:
    """Offers with a picture each, put up in the window of who sells so."""
    asked = ["listing_id", "seller_id", "title", "price", "listed_at"]
    with world.purpose(purpose) as db:
        offers = [Offer(*row) for row in add(db, "listing", rows, returning=asked)]
        photos = ({"listing_id": each.listing_id, "file_ref": f"photos/{each.listing_id}/1.jpg"} for each in offers)
        add(db, "listing_photo", photos)
    return offers


def _goods(world: World, seller: Person) -> dict[str, Any]:
    pick = world.chance.choice
    title = f"{pick(MAKERS)} {pick(GOODS)}"
    listed = world.moment(max(seller.joined, world.start), world.start + MONTH / 2)
    what = {
        "category_id": world.chance.randint(1, 10),
        "condition": pick(["new", "used"]),
        "details": {"colour": pick(["black", "green"])},
    }
    return {
        "seller_id": seller.member_id,
        "vendor_id": world.vendors.get(seller.member_id),
        "title": title,
        "price": world.chance.randint(5, 400),
        "listed_at": listed,
        **what,
    }


def order_goods(world: World) -> None:
    """Buyers order: the order, its lines, and sometimes a word to the seller."""
    drafts = _drafts(world)
    buyers = {person.member_id: person for person in world.people}
    first = {buyer_id for buyer_id, _ in drafts} - {order.buyer_id for order in world.past}
    with world.purpose("ordering") as db:
        add(db, "address", ({"member_id": member_id, **buyers[member_id].address} for member_id in sorted(first)))
        rows = [_order_row(buyers[buyer_id], placed, offers) for (buyer_id, placed), offers in drafts.items()]
        made = add(db, "orders", rows, returning=["order_id", "buyer_id", "placed_at"])
        world.orders = [
            Order(order_id, buyer_id, drafts[buyer_id, placed], placed) for order_id, buyer_id, placed in made
        ]
        add(db, "order_line", (line for order in world.orders for line in _lines(order)))
        words = {"sent_by": "buyer", "body": "Hello, could you send it before the weekend?"}
        asking = world.some(world.orders, 8)
        add(db, "message", ({"order_id": order.order_id, **words, "sent_at": order.placed} for order in asking))
    world.count("orders", len(made))
    world.count("order lines", sum(len(order.offers) for order in world.orders))


def _drafts(world: World) -> dict[tuple[int, datetime], tuple[Offer, ...]]:
    """What is ordered this month, by buyer and time: one to three offers of one seller."""
    by_seller: dict[int, list[Offer]] = {}
    for offer in world.offers:
        by_seller.setdefault(offer.seller_id, []).append(offer)
    drafts: dict[tuple[int, datetime], tuple[Offer, ...]] = {}
    while len(drafts) < world.share(world.sizes[1]):
        buyer, offer = world.chance.choice(world.people), world.chance.choice(world.offers)
        if buyer.member_id != offer.seller_id:
            shelf = by_seller[offer.seller_id]
            offers = tuple(world.chance.sample(shelf, min(len(shelf), world.chance.randint(1, 3))))
            earliest = max(buyer.joined, world.start, *(offer.listed for offer in offers))
            drafts[buyer.member_id, world.moment(earliest, world.end)] = offers
    return drafts


def _order_row(buyer: Person, placed: datetime, offers: Sequence[Offer]) -> dict[str, Any]:
    to = buyer.address
    return {
        "buyer_id": buyer.member_id,
        "seller_id": offers[0].seller_id,
        "ship_to": f"{to['recipient']}, {to['street']}, {to['postcode']} {to['city']}",
        "ship_phone": buyer.phone,
        "ship_country": to["country_code"],
        "total": sum(offer.price for offer in offers),
        "placed_at": placed,
    }


def _lines(order: Order) -> list[dict[str, Any]]:
    return [
        {
            "order_id": order.order_id,
            "line_no": number,
            "listing_id": offer.listing_id,
            "title": offer.title,
            "quantity": 1,
            "unit_price": offer.price,
        }
        for number, offer in enumerate(order.offers, start=1)
    ]


def take_payments(world: World) -> None:
    """The provider charges and hands back a token; members hear that their order stands; the books record it."""
    with world.purpose("payment") as db:
        add(db, "payment", (payment_row(order, order.total, order.placed) for order in world.orders))
    with world.purpose("confirmation") as db:
        mark(db, "orders.confirmed_at", "order_id", {order.order_id: order.placed for order in world.orders})
    with world.purpose("bookkeeping") as db:
        add(db, "transaction_entry", (entry for order in world.orders for entry in _entries(order)))


def payment_row(order: Order, amount: Decimal, paid: datetime) -> dict[str, Any]:
    kind = (
        {"method": "paypal", "brand": None, "last4": None}
        if order.order_id % 3
        else {"method": "card", "brand": "Visa", "last4": "4242"}
    )
    token = f"tok_{order.order_id}_{'in' if amount > 0 else 'back'}"
    return {
        "order_id": order.order_id,
        "provider_id": 1,
        "provider_token": token,
        **kind,
        "amount": amount,
        "paid_at": paid,
    }


def _entries(order: Order) -> list[dict[str, Any]]:
    fee = -round(order.total * FEE, 2)
    told = [
        (order.buyer_id, "purchase", -order.total),
        (order.seller_id, "sale", order.total),
        (order.seller_id, "fee", fee),
    ]
    return [
        {"member_id": member_id, "order_id": order.order_id, "kind": kind, "amount": amount, "booked_at": order.placed}
        for member_id, kind, amount in told
    ]


def cancel_orders(world: World) -> None:
    """A few buyers think better of it before anything is sent."""
    for order in world.some(world.orders, 40) if len(world.orders) > 1 else []:
        order.cancelled = True
    gone = {
        order.order_id: min(order.placed + timedelta(hours=2), world.now) for order in world.orders if order.cancelled
    }
    with world.purpose("returns") as db:
        mark(db, "orders.cancelled_at", "order_id", gone)
    world.count("cancelled", len(gone))


def ship(world: World) -> None:
    """Parcels go to a carrier and are followed to the door; one in a month gets lost."""
    for order in world.orders:
        sent = order.placed + timedelta(days=world.chance.uniform(0.5, 2))
        order.sent = sent if sent < world.now and not order.cancelled else None
    parcels = [order for order in world.orders if order.sent]
    with world.purpose("dispatch") as db:
        add(db, "shipment", (_parcel(order) for order in parcels))
    late = max(parcels, key=lambda order: order.sent or order.placed, default=None)
    for order in parcels:
        there = order.sent + timedelta(days=world.chance.uniform(1, 5)) if order.sent else world.now
        order.delivered = there if there < world.now and order is not late else None
    arrived = {order.order_id: order.delivered for order in parcels if order.delivered}
    with world.purpose("fulfilment") as db:
        mark(db, "shipment.delivered_at", "order_id", arrived)
    world.count("shipments", len(parcels))
    world.count("delivered", len(arrived))


def _parcel(order: Order) -> dict[str, Any]:
    carrier = 2 + order.order_id % 2
    return {
        "order_id": order.order_id,
        "carrier_id": carrier,
        "method": "parcel",
        "tracking": f"PB{order.order_id:09d}",
        "sent_at": order.sent,
    }
