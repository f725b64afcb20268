"""What follows the trade of K7Tracks: returns, questions, disputes, suspicion, page views, and what members choose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from k7tracks.trade import payment_row
from k7tracks.world import Order, Person, World
from stage import MONTH, add, mark

PAGES = ("/", "/search", "/listing", "/cycling", "/sound", "/photography", "/basket", "/account", "/help")
BROWSERS = ("Firefox 143", "Chrome 141", "Safari 19", "Edge 141")
SYSTEMS = ("Android 16", "iOS 26", "Windows 11", "macOS 26", "Linux")
TOPICS = {"/cycling": "cycling", "/sound": "sound", "/photography": "photography"}

WHO_ASKS = "select full_name, topic from support_case join member using (member_id) where case_id = any(%s)"
SETTLE = """
    update dispute set outcome = 'Half of the price is paid back', closed_at = opened_at + interval '6 days'
    where dispute_id = any(%s)"""
CLOSE_FRAUD = """
    update fraud_case set finding = 'Nothing found', closed_at = opened_at + interval '9 days'
    where closed_at is null and opened_at < %s - interval '10 days'"""
VIEWS_BY_PAGE = (
    "select member_id, page, count(*) from usage_event where page = any(%s) and member_id is not null group by 1, 2"
)
READERS = "select member_id from member where email is not null order by member_id"


def take_back(world: World) -> None:
    """Some goods come back; the money goes back too."""
    back = {order.order_id: order for order in world.some([order for order in world.orders if order.delivered], 30)}
    opened = {order.order_id: order.delivered or world.now for order in back.values()}
    with world.purpose("ordering") as db:
        add(
            db,
            "return_case",
            ({"order_id": key, "reason": "Not as described", "opened_at": at} for key, at in opened.items()),
        )
    closed = {key: at + timedelta(days=5) for key, at in opened.items() if at + timedelta(days=5) < world.now}
    with world.purpose("returns") as db:
        mark(db, "return_case.closed_at", "order_id", closed)
    with world.purpose("payment") as db:
        add(db, "payment", (payment_row(back[key], -back[key].total, at) for key, at in closed.items()))
    world.count("returns", len(opened))


def support(world: World) -> None:
    """Members ask, staff look at the case and answer; one question in a month stays open."""
    asking = world.some(world.orders, 15)
    with world.purpose("case_intake") as db:
        opened = dict(add(db, "support_case", map(_case, asking), returning=["case_id", "opened_at"]))
        add(db, "support_message", _said(opened, "Nothing has come yet.", by_staff=False))
    with world.purpose("support") as db:
        db.execute(WHO_ASKS, [list(opened)]).fetchall()
    late = max(opened, key=lambda case: opened[case])
    done = {case: min(at + timedelta(days=1), world.now) for case, at in opened.items() if case != late}
    with world.purpose("case_intake") as db:
        add(db, "support_message", _said(done, "It is on its way.", by_staff=True))
    with world.purpose("case_work") as db:
        mark(db, "support_case.closed_at", "case_id", done)
    world.count("support cases", len(opened))


def _case(order: Order) -> dict[str, Any]:
    asks = {"member_id": order.buyer_id, "order_id": order.order_id}
    return asks | {"topic": "Where is my parcel?", "opened_at": order.placed}


def _said(cases: Mapping[int, datetime], words: str, *, by_staff: bool) -> list[dict[str, Any]]:
    return [{"case_id": case, "by_staff": by_staff, "body": words, "sent_at": at} for case, at in cases.items()]


def disputes(world: World) -> None:
    """Buyer and seller disagree; what is older than a week has been settled."""
    delivered = [order for order in world.orders if order.delivered]
    claims = [
        {
            "order_id": order.order_id,
            "opened_by": "buyer",
            "claim": "The lens has a scratch",
            "opened_at": order.delivered,
        }
        for order in world.some(delivered, 100)
    ]
    with world.purpose("dispute_intake") as db:
        opened = dict(add(db, "dispute", claims, returning=["dispute_id", "opened_at"]))
    old = [dispute for dispute, at in opened.items() if at < world.now - timedelta(days=7)]
    with world.purpose("dispute_ruling") as db:
        db.execute(SETTLE, [old])
    world.count("disputes", len(opened))
    world.count("disputes settled", len(old))


def watch_for_fraud(world: World) -> None:
    """Rules raise signals, the gravest a case; a case is reviewed and closed."""
    odd = world.some(world.orders, 50)
    signals = [
        {
            "member_id": order.buyer_id,
            "rule": "many countries in a day",
            "score": world.chance.randint(40, 99),
            "ip": world.internet_address(),
            "seen_at": order.placed,
        }
        for order in odd
    ]
    grave = [order for order, signal in zip(odd, signals, strict=True) if signal["score"] > 80]
    with world.purpose("fraud_prevention") as db:
        add(
            db,
            "fraud_case",
            ({"member_id": order.buyer_id, "order_id": order.order_id, "opened_at": order.placed} for order in grave),
        )
        add(db, "fraud_signal", signals)
    with world.purpose("fraud_review") as db:
        db.execute(CLOSE_FRAUD, [world.now])
    world.count("fraud signals", len(signals))


def browse(world: World) -> None:
    """Pages are viewed, by members and by visitors whom nobody knows."""
    known = [person.member_id for person in world.people]
    views = [
        _view(world, None if world.chance.random() < 0.2 else world.chance.choice(known))
        for _ in range(world.share(10 * world.sizes[0]))
    ]
    new = [person for person in world.people if person.joined >= world.start]
    with world.purpose("security") as db:
        add(db, "usage_event", views)
        add(db, "device", (_device(world, person) for person in new))
    with world.purpose("improvement") as db:
        add(
            db,
            "location_fix",
            (
                {
                    "member_id": person.member_id,
                    "level": "city",
                    "area": person.address["city"],
                    "noted_at": person.joined,
                }
                for person in new
            ),
        )
    world.count("usage events", len(views))


def _view(world: World, member_id: int | None) -> dict[str, Any]:
    pick = world.chance.choice
    where = {
        "page": pick(PAGES),
        "detail": {"width": pick([390, 1280, 1920])},
        "browser": pick(BROWSERS),
        "ip": world.internet_address(),
    }
    return {
        "member_id": member_id,
        "cookie_class": "performance" if member_id in world.measured else "essential",
        **where,
        "viewed_at": world.moment(world.start, world.end),
    }


def _device(world: World, person: Person) -> dict[str, Any]:
    what = {
        "device_type": world.chance.choice(["phone", "tablet", "computer"]),
        "operating_system": world.chance.choice(SYSTEMS),
    }
    return {"member_id": person.member_id, **what, "first_seen_at": person.joined}


# Choices ------------------------------------------------------------


def build_profiles(world: World) -> None:
    """Topics a member seems to like, from the pages they viewed lately."""
    with world.purpose("personalisation") as db:
        seen = db.execute(VIEWS_BY_PAGE, [list(TOPICS)]).fetchall()
        add(
            db,
            "interest_profile",
            (
                {"member_id": member_id, "topic": TOPICS[page], "weight": min(1.0, views / 5)}
                for member_id, page, views in seen
            ),
        )
    world.count("interests", len(seen))


def choose(world: World, hero: int) -> int:
    """Members say yes to what needs a yes; some take it back, object, or doubt what is held.

    Returns the key of one who took the newsletter back.
    """
    ids = [person.member_id for person in world.people if person.member_id not in {hero, *world.left}]
    readers, near = [hero, *world.some(ids, 2)], world.some(ids, 10)
    forms = {"newsletter": (readers, "sign-up page"), "ads": (world.some(ids, 5), "settings")}
    for purpose, (who, form) in (forms | {"precise_location": (near, "app")}).items():
        world.troth.consent_many("member", who, purpose, evidence={"form": form, "policy": 1})
    with world.purpose("precise_location") as db:
        here = {"level": "precise", "area": "Berlin", "spot": "(52.52,13.40)"}
        add(db, "location_fix", ({"member_id": member_id, **here} for member_id in near))
    with world.purpose("newsletter") as db:
        shown = db.execute(READERS).fetchall()
        add(db, "campaign_delivery", ({"campaign_id": 3, "member_id": member_id} for (member_id,) in shown))
    _say_no(world, readers[1:], ids)
    world.counts |= {"newsletter consents": len(readers), "newsletters sent": len(shown)}
    taken_back: int = readers[1]
    return taken_back


def _say_no(world: World, readers: Sequence[int], ids: Sequence[int]) -> None:
    leaving = readers[: max(1, len(readers) // 50)]
    for member_id in leaving:
        world.troth.subject("member", member_id).withdraw("newsletter")
    objecting = world.some(ids, 200)
    for member_id in objecting:
        world.troth.subject("member", member_id).object("personalisation")
    world.troth.subject("member", objecting[0]).object("fraud_prevention")
    world.troth.subject("member", world.chance.choice(ids)).restrict(ground="accuracy")
    world.counts |= {"withdrawn": len(leaving), "objections": len(objecting) + 1}


def close_accounts(world: World, hero: int) -> None:
    """Some who have not ordered lately close their account."""
    busy = {order.buyer_id for order in world.orders} | {order.seller_id for order in world.orders} | {hero}
    idle = [person for person in world.people if person.member_id not in busy]
    leaving = {
        person.member_id: world.moment(max(person.joined, world.now - MONTH), world.now)
        for person in world.some(idle, 30)
    }
    with world.purpose("account") as db:
        mark(db, "member.closed_at", "member_id", leaving)
    world.left = frozenset(leaving)
    world.count("accounts closed", len(leaving))


def find_hero(world: World) -> Order:
    """An order on its way, disputed: the one to look at from several purposes."""
    order = max((order for order in world.orders if order.sent and not order.delivered), key=lambda order: order.placed)
    with world.purpose("dispute_intake") as db:
        add(db, "dispute", [{"order_id": order.order_id, "opened_by": "buyer", "claim": "Promised for last week"}])
    world.count("disputes", 1)
    return order
