"""Who is in SoldMine, and the debts between them: partners, their people, their users, their invoices."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from soldmine.world import Invoice, Partner, User, World
from stage import MONTH, add

IDS_BY_EMAIL = "select email, end_user_id from end_user where email = any(%s)"
CONTACTS = "select email, contact_id from partner_contact where email = any(%s)"


def take_on_partners(world: World) -> None:
    """Partners sign; somebody of theirs is invited, and told by the notice what is taken and why."""
    number = len(world.partners)
    fake = world.fakers["NL"]
    firms = [fake.company() for _ in range(world.share(max(3, world.sizes[0] // 60), at_least=0 if number else 3))]
    joined = [world.moment(world.start, world.start + MONTH / 10) for _ in firms]
    with world.purpose("partner_onboarding") as db:
        made = add(
            db,
            "partner",
            (
                {
                    "legal_name": firm,
                    "brand": firm.split()[0],
                    "payee_token": f"payee_{number + place}",
                    "agreement_signed_on": at.date(),
                    "joined_at": at,
                }
                for place, (firm, at) in enumerate(zip(firms, joined, strict=True))
            ),
            returning=["partner_id", "brand", "joined_at"],
        )
    people = [world.somebody(1_000_000 + number + place) for place in range(len(made))]
    invited = [
        {"partner_id": partner_id, "full_name": who.name, "email": who.email, "phone": who.phone}
        | {"notice_version": 1, "invited_at": at, "last_seen_at": world.now}
        for who, (partner_id, _, at) in zip(people, made, strict=True)
    ]
    with world.purpose("contact_onboarding") as db:
        add(db, "partner_contact", invited)
        contacts = dict(db.execute(CONTACTS, [[who.email for who in people]]).fetchall())
    world.partners += [
        Partner(partner_id, brand, contacts[who.email])
        for who, (partner_id, brand, _) in zip(people, made, strict=True)
    ]
    world.count("partners", len(made))


def let_users_in(world: World) -> None:
    """A partner's users come from its invoice page: name, e-mail, phone, and the notice they were shown."""
    first = len(world.users)
    new = [_newcomer(world, first + place) for place in range(world.share(world.sizes[0]))]
    with world.purpose("registration") as db:
        add(db, "end_user", (row for _, row in new))
    with world.purpose("account") as db:
        ids = dict(db.execute(IDS_BY_EMAIL, [[row["email"] for _, row in new]]).fetchall())
    world.users += [User(ids[row["email"]], partner, str(row["full_name"]), row["created_at"]) for partner, row in new]
    world.count("users", len(new))


def _newcomer(world: World, number: int) -> tuple[Partner, dict[str, Any]]:
    who, partner = world.somebody(number), world.chance.choice(world.partners)
    joined = world.moment(world.start + MONTH / 10, world.start + MONTH / 3)
    row = {"partner_id": partner.partner_id, "full_name": who.name, "email": who.email, "phone": who.phone}
    return partner, row | {"notice_version": 1, "created_at": joined, "last_seen_at": joined}


def take_in_invoices(world: World) -> None:
    """Partners send what their users owe: the debt that devices may pay."""
    rows = [_invoice(world, place) for place in range(world.share(world.sizes[1]))]
    with world.purpose("invoice_intake") as db:
        made = add(db, "invoice", (row for _, row in rows), returning=["invoice_id", "number", "received_at", "amount"])
    new = [Invoice(key, user, number, at, due) for (user, _), (key, number, at, due) in zip(rows, made, strict=True)]
    world.invoices = new
    world.count("invoices", len(new))


def _invoice(world: World, place: int) -> tuple[User, dict[str, Any]]:
    user = world.chance.choice(world.users)
    issued = world.moment(max(user.joined, world.start), world.start + MONTH / 2)
    amount = Decimal(world.chance.randint(4000, 90_000)) / 100
    row = {"partner_id": user.partner.partner_id, "end_user_id": user.end_user_id}
    row |= {"number": f"{user.partner.brand[:3].upper()}-{world.month + 1}{place:05d}"}
    row |= {"issued_on": issued.date(), "due_on": (issued + MONTH).date()}
    return user, row | {"amount": amount, "amount_due": amount, "received_at": issued}
