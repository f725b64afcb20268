"""What follows a trade-in at SoldMine: questions, disputes, legal cases, the use of the software, and choices."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from soldmine.world import TradeIn, User, World
from stage import MONTH, add, mark

PAGES = ("/", "/invoice", "/devices", "/devices/phones", "/devices/laptops", "/quotes", "/parcel", "/account", "/help")
TOPICS = {"/devices/phones": "phones", "/devices/laptops": "laptops"}
BROWSERS = ("Firefox 143", "Chrome 141", "Safari 19", "Edge 141")
DEVICES = ("phone", "tablet", "computer")

WHO_ASKS = "select full_name, topic from support_case join end_user using (end_user_id) where case_id = any(%s)"
RULE = """
    update dispute set outcome = 'The first quote stands', closed_at = opened_at + interval '5 days'
    where dispute_id = any(%s)"""
DECIDE = """
    update legal_case set decision = 'Answered in part', closed_at = opened_at + interval '8 days'
    where closed_at is null and opened_at < %s - interval '9 days'"""
USE_BY_TOPIC = """
    select v.end_user_id, e.page, count(*) from usage_event e join visitor v using (visitor_id)
    where e.page = any(%s) and v.end_user_id is not null group by 1, 2"""


def support(world: World) -> None:
    """Users and partners' people ask; staff look at the case and answer; one question in a month stays open."""
    asking, partner = world.some(world.trade_ins, 15), world.chance.choice(world.partners)
    with world.purpose("case_intake") as db:
        rows = [_case(trade_in) for trade_in in asking]
        rows.append(
            {"end_user_id": None, "contact_id": partner.contact_id, "trade_in_id": None}
            | {"topic": "When is my invoice paid?", "opened_at": world.start + MONTH / 2}
        )
        opened = dict(add(db, "support_case", rows, returning=["case_id", "opened_at"]))
        said = {"by_staff": False, "body": "What becomes of my phone?"}
        add(db, "case_message", ({"case_id": key, **said, "sent_at": at} for key, at in opened.items()))
    with world.purpose("support") as db:
        db.execute(WHO_ASKS, [list(opened)]).fetchall()
    late = max(opened, key=lambda key: opened[key])
    closed = {key: at + timedelta(days=2) for key, at in opened.items() if key != late and at + MONTH / 8 < world.now}
    with world.purpose("case_work") as db:
        mark(db, "support_case.closed_at", "case_id", closed)
    world.count("questions", len(opened))


def _case(trade_in: TradeIn) -> dict[str, Any]:
    row = {"end_user_id": trade_in.invoice.user.end_user_id, "contact_id": None, "trade_in_id": trade_in.trade_in_id}
    return row | {"topic": "How is my phone wiped?", "opened_at": trade_in.opened}


def disputes(world: World) -> None:
    """A few disagree with the grade; a ruling ends it, and with it the hold on what it is about."""
    with world.purpose("dispute_intake") as db:
        rows = (
            {"trade_in_id": t.trade_in_id, "ground": "Graded too low", "opened_at": t.received}
            for t in world.some([t for t in world.trade_ins if t.received and t.lower], 3)
        )
        opened = dict(add(db, "dispute", rows, returning=["dispute_id", "opened_at"]))
    over = [key for key, at in opened.items() if at + timedelta(days=6) < world.now]
    with world.purpose("dispute_ruling") as db:
        db.execute(RULE, [over])
    world.count("disputes", len(opened))


def legal_cases(world: World) -> None:
    """Now and then a law, an agreement or someone's rights ask for a look; each has a case, open for days."""
    kinds = ("legal request", "enforcement", "protection")
    users = world.some(world.users, 200)
    at = world.moment(world.start + MONTH / 2, world.end)
    rows = (
        {
            "end_user_id": user.end_user_id,
            "kind": kinds[(world.month + place) % 3],
            "reference": f"C-{user.end_user_id}",
        }
        | {"opened_at": max(at, user.joined)}
        for place, user in enumerate(users)
    )
    with world.purpose("legal_desk") as db:
        add(db, "legal_case", rows)
    with world.purpose("legal_ruling") as db:
        db.execute(DECIDE, [world.now])
    world.count("legal cases", len(users))


def use_software(world: World) -> None:
    """Pages are used; nothing is noted of a browser that refuses, and a visitor may be nobody we know."""
    new = [user for user in world.users if user.joined >= world.start]
    visits: list[User | None] = [*new, *[None] * (len(new) // 4)]
    refusing = {place for place in range(len(visits)) if world.chance.random() < 0.2}
    ids = [str(uuid.UUID(int=world.chance.getrandbits(128), version=4)) for _ in visits]
    seen = [world.moment(user.joined if user else world.start, world.end) for user in visits]
    rows = list(zip(ids, visits, seen, strict=True))
    with world.purpose("measurement") as db:
        add(
            db,
            "visitor",
            (
                {"visitor_id": key, "end_user_id": user and user.end_user_id, "landed_on": "/", "first_seen_at": at}
                for key, user, at in rows
            ),
        )
    with world.purpose("cookie_choices") as db:
        choice = {"class": "analytics", "source": "browser"}
        add(
            db,
            "cookie_choice",
            (
                {"visitor_id": key, **choice, "allowed": place not in refusing, "chosen_at": at}
                for place, (key, _, at) in enumerate(rows)
            ),
        )
    with world.purpose("measurement") as db:
        noted = [row for place, row in enumerate(rows) if place not in refusing]
        add(db, "usage_event", (_use(world, key, at) for key, _, at in noted for _ in range(6)))
    world.count("visitors", len(rows))
    world.count("uses noted", 6 * len(noted))


def _use(world: World, visitor: str, at: Any) -> dict[str, Any]:
    pick = world.chance.choice
    what = {"page": pick(PAGES), "action": "view", "browser": pick(BROWSERS), "device": pick(DEVICES)}
    return {"visitor_id": visitor, **what, "ip": world.internet_address(), "noted_at": at}


# Choices ------------------------------------------------------------


def choose(world: World, hero: int) -> tuple[int, int]:
    """Users say yes to fitted content; some take it back, object to being measured, or doubt what is held.

    Returns who took the yes back, and who objected to improvement.
    """
    ids = [user.end_user_id for user in world.users if user.end_user_id != hero]
    willing = [hero, *world.some(ids, 3)]
    world.troth.consent_many("end_user", willing, "personalisation", evidence={"form": "cookie banner", "notice": 1})
    with world.purpose("personalisation") as db:
        seen = db.execute(USE_BY_TOPIC, [list(TOPICS)]).fetchall()
        add(
            db,
            "content_interest",
            ({"end_user_id": user, "topic": TOPICS[page], "weight": min(1.0, uses / 5)} for user, page, uses in seen),
        )
    withdrawn: int = next(user for user, _, _ in seen if user != hero)
    world.troth.subject("end_user", withdrawn).withdraw("personalisation")
    objecting = world.some([key for key in ids if key not in willing], 50)
    for user in objecting:
        world.troth.subject("end_user", user).object("improvement")
    world.troth.subject("end_user", world.chance.choice(ids)).restrict(ground="accuracy")
    world.counts |= {"consents": len(willing), "interests": len(seen), "objections": len(objecting)}
    return withdrawn, objecting[0]


def close_accounts(world: World, hero: int) -> None:
    """Some whose invoices are paid close their account."""
    busy = {t.invoice.user.end_user_id for t in world.trade_ins} | {hero}
    idle = [user for user in world.users if user.end_user_id not in busy]
    leaving = {
        user.end_user_id: world.moment(max(user.joined, world.now - MONTH), world.now) for user in world.some(idle, 30)
    }
    with world.purpose("account") as db:
        mark(db, "end_user.closed_at", "end_user_id", leaving)
    world.count("accounts closed", len(leaving))


def answer_order(world: World) -> None:
    """An authority asks about one user, in writing: a case is opened, and what is due goes out once, to be told of."""
    user = world.users[-1]
    with world.purpose("legal_desk") as db:
        row = {"end_user_id": user.end_user_id, "kind": "legal request", "reference": "FIOD-2026-117"}
        add(db, "legal_case", [row])
    world.order(
        "legal_requester",
        [("end_user", user.end_user_id)],
        ["identity.name", "contact.email"],
        authority="Fiscal Intelligence and Investigation Service",
        reference="FIOD-2026-117",
        ground="legal_request",
        statute="Code of Criminal Procedure, Article 126nc",
        jurisdiction="NL",
        asks="name and address for mail of one user",
    )


def find_hero(world: World) -> TradeIn:
    """A trade-in on its way to the processor, and disputed: the one to look at from several purposes."""
    under_way = [t for t in world.trade_ins if t.accepted and not t.received]
    trade_in = max(under_way, key=lambda t: t.opened)
    with world.purpose("dispute_intake") as db:
        add(db, "dispute", [{"trade_in_id": trade_in.trade_in_id, "ground": "The parcel is late"}])
    world.count("disputes", 1)
    return trade_in
