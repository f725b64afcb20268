"""Customers of Mindlinksoft: what they buy and renew, whom they name as contact, and what they ask."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from mindlinksoft.world import PRICES, Customer, Purchase, World
from stage import MONTH, add, mark

IDS_BY_EMAIL = "select email, customer_id from customer where email = any(%s)"
TO_BE_BILLED = (
    "select purchase_id, full_name, street_address, amount from purchase join customer using (customer_id)"
    " where purchase_id = any(%s)"
)
OUTCOME = "update support_case set outcome = %s where case_id = any(%s)"


def take_on_customers(world: World) -> None:
    """Customers give name, address and e-mail address with their first purchase."""
    first = len(world.customers)
    new = [_newcomer(world, first + place) for place in range(world.share(world.sizes[0]))]
    with world.purpose("registration") as db:
        add(db, "customer", new)
    with world.purpose("account") as db:
        ids = dict(db.execute(IDS_BY_EMAIL, [[row["email"] for row in new]]).fetchall())
    world.new = [Customer(ids[row["email"]], row["full_name"], row["created_at"]) for row in new]
    world.customers += world.new
    world.count("customers", len(new))


def _newcomer(world: World, number: int) -> dict[str, Any]:
    who, fake = world.somebody(number), world.fakers["PL"]
    joined = world.moment(world.start, world.start + MONTH / 3)
    row = {"full_name": who.name, "email": who.email, "organisation": fake.company() if number % 2 else None}
    row |= {"street_address": world.fakers[who.country].street_address().replace("\n", ", ")}
    return row | {"created_at": joined, "last_seen_at": world.now}


def name_contacts(world: World) -> None:
    """Some customers name somebody else for their bills; that somebody is used for nothing else."""
    naming = world.some(world.new, 4) if world.new else []
    people = [world.somebody(2_000_000 + customer.customer_id) for customer in naming]
    with world.purpose("contact_intake") as db:
        add(
            db,
            "contact_person",
            (
                {"full_name": who.name, "email": who.email, "postal_address": "Billing department", "reason": "billing"}
                | {"given_at": customer.joined}
                for who, customer in zip(people, naming, strict=True)
            ),
        )
    with world.purpose("contact_care") as db:
        found = "select email, contact_id from contact_person where email = any(%s)"
        ids = dict(db.execute(found, [[who.email for who in people]]).fetchall())
    with world.purpose("contact_intake") as db:
        add(
            db,
            "contact_of",
            (
                {"contact_id": ids[who.email], "customer_id": customer.customer_id}
                for who, customer in zip(people, naming, strict=True)
            ),
        )
    world.count("contact persons", len(naming))


def sell(world: World) -> None:
    """A subscription is bought and billed."""
    buying = world.new + world.some(world.customers, 12)
    at = [world.moment(max(c.joined, world.start + MONTH / 3), world.start + MONTH / 2) for c in buying]
    rows = [_purchase(world, customer, when) for customer, when in zip(buying, at, strict=True)]
    with world.purpose("selling") as db:
        made = add(db, "purchase", rows, returning=["purchase_id", "product_id", "at"])
        add(
            db,
            "subscription",
            (
                {
                    "purchase_id": key,
                    "licence_key": f"ML-{key:06d}-{world.month}",
                    "begins_on": when.date(),
                    "expires_on": (when + timedelta(days=180)).date(),
                }
                for key, _, when in made
            ),
        )
    bought = [Purchase(key, customer, when) for customer, (key, _, when) in zip(buying, made, strict=True)]
    world.purchases += bought
    _bill(world, bought)
    world.count("purchases", len(bought))


def _purchase(world: World, customer: Customer, at: Any) -> dict[str, Any]:
    product = world.chance.choice(list(PRICES))
    return {"customer_id": customer.customer_id, "product_id": product, "amount": PRICES[product], "at": at}


def _bill(world: World, bought: list[Purchase]) -> None:
    issued = {purchase.purchase_id: purchase.at for purchase in bought}
    with world.purpose("billing") as db:
        rows = db.execute(TO_BE_BILLED, [list(issued)]).fetchall()
    with world.purpose("invoicing") as db:
        add(
            db,
            "invoice",
            (
                {"purchase_id": key, "number": f"ML-{key:06d}", "billed_to": name, "billing_address": address}
                | {"amount": amount, "issued_at": issued[key]}
                for key, name, address, amount in rows
            ),
        )
    world.count("invoices", len(rows))


def remind(world: World) -> None:
    """Thirty days before a subscription expires its owner is reminded; one that expired is ended."""
    due = "select subscription_id, expires_on from subscription where reminded_at is null and expires_on < %s"
    over = "select subscription_id from subscription where ended_at is null and expires_on < %s"
    with world.purpose("renewals") as db:
        near = db.execute(due, [(world.end + MONTH).date()]).fetchall()
        mark(db, "subscription.reminded_at", "subscription_id", {key: world.end for key, _ in near})
        ended = [key for (key,) in db.execute(over, [world.end.date()]).fetchall()]
        mark(db, "subscription.ended_at", "subscription_id", dict.fromkeys(ended, world.end))
    world.count("reminders", len(near))
    world.count("subscriptions ended", len(ended))


def answer(world: World) -> None:
    """Requests come by mail, phone and chat; each contact is noted, and so is what came of it."""
    asking = world.some(world.customers, 10)
    opened = world.end - MONTH / 3
    with world.purpose("case_intake") as db:
        cases = add(
            db,
            "support_case",
            ({"customer_id": c.customer_id, "what": "The archive does not open", "opened_at": opened} for c in asking),
            returning=["case_id"],
        )
        notes = (
            {"case_id": key, "channel": channel, "note": f"{channel}: asked, answered", "agent": "Mara", "at": opened}
            for (key,) in cases
            for channel in ("email", "phone", "chat")
        )
        add(db, "communication", notes)
    with world.purpose("feedback") as db:
        add(
            db,
            "feedback",
            ({"customer_id": c.customer_id, "body": "Quick answer, thanks", "at": opened} for c in asking[:2]),
        )
    done = [key for (key,) in (cases[1:] if world.month == world.months - 1 else cases)]
    with world.purpose("case_work") as db:
        db.execute(OUTCOME, ["A newer version opens it", done])
        mark(db, "support_case.closed_at", "case_id", dict.fromkeys(done, world.end - MONTH / 4))
    world.count("requests for support", len(cases))


def leave(world: World, but: set[int]) -> None:
    """Some customers close their account."""
    leaving = [customer for customer in world.some(world.customers, 15) if customer.customer_id not in but]
    with world.purpose("account") as db:
        ends = {c.customer_id: world.moment(world.now - MONTH, world.now) for c in leaving}
        mark(db, "customer.closed_at", "customer_id", ends)
    world.count("accounts closed", len(leaving))
