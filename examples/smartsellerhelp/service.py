"""From signing up to the end of the contract: accounts, contracts, the service itself, invoices and what is paid."""

from __future__ import annotations

import secrets
from datetime import timedelta
from decimal import Decimal
from typing import Any

from smartsellerhelp.world import PRICES, Client, Contract, World
from stage import MONTH, add, mark

TAX = Decimal("0.19")
IDS_BY_EMAIL = "select email, client_id from client where email = any(%s)"
FIELDS = "select field from plan_field where plan = %s and country = %s and route = %s and need <> 'never'"
COLUMNS = {
    "profile.phone": "phone_number",
    "profile.gender": "gender",
    "profile.birth": "birth_date",
    "profile.address": "street_address",
}
TEAMS = frozenset({"DE", "AT", "FR", "ES", "IT", "NL", "IE"})
"""Where the plan for teams can be had."""

TO_BE_BILLED = (
    "select k.contract_id, c.full_name, c.street_address, c.email, c.country_code"
    " from contract as k join client as c using (client_id) where k.contract_id = any(%s)"
)
FACELINK, PAYLINE = 2, 1


# Signing up -------------------------------------------------------------------------------------------------------


def sign_up(world: World) -> None:
    """Clients choose plan and country, give what the plan asks for on that route and nothing else."""
    first = len(world.clients)
    new = [_newcomer(world, first + place) for place in range(world.share(world.sizes[0]))]
    with world.purpose("signing_up") as db:
        asked = {key: {field for (field,) in db.execute(FIELDS, key)} for key in {_form(client) for client, _ in new}}
        filled = [client | _given(asked[_form(client)], more) for client, more in new]
        add(db, "client", filled)
    with world.purpose("account") as db:
        ids = dict(db.execute(IDS_BY_EMAIL, [[client["email"] for client in filled]]).fetchall())
    with world.purpose("extras") as db:
        add(db, "client_profile", ({"client_id": ids[c["email"]], "made_at": c["created_at"]} for c in filled))
    world.new = [_known(ids[client["email"]], client) for client in filled]
    world.clients += world.new
    world.count("clients", len(new))


def _newcomer(world: World, number: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """What everybody gives, and what some plans ask for."""
    who = world.somebody(number)
    plan = world.chance.choice(["basic", "basic", "pro", "team"] if who.country in TEAMS else ["basic", "pro"])
    route = "third_party" if plan != "team" and world.chance.random() < 0.3 else "direct"
    joined = world.moment(world.start, world.start + MONTH / 3)
    client = {"plan_code": plan, "country_code": who.country, "route": route, "username": who.email.split("@")[0]}
    client |= {"full_name": who.name, "email": who.email, "created_at": joined, "last_seen_at": world.now}
    client |= {"password_hash": None if route == "third_party" else f"argon2id$made-up${number}"}
    born = joined.date() - timedelta(days=world.chance.randint(19 * 365, 70 * 365))
    street = world.fakers[who.country].street_address().replace("\n", ", ")
    more = {"profile.phone": who.phone, "profile.gender": "unsaid", "profile.birth": born, "profile.address": street}
    return client, more


def _form(client: dict[str, Any]) -> tuple[str, str, str]:
    return client["plan_code"], client["country_code"], client["route"]


def _given(asked: set[str], more: dict[str, Any]) -> dict[str, Any]:
    return {COLUMNS[field]: value if field in asked else None for field, value in more.items()}


def _known(client_id: int, client: dict[str, Any]) -> Client:
    named = {"name": client["full_name"], "email": client["email"], "joined": client["created_at"]}
    return Client(client_id, client["plan_code"], client["country_code"], client["route"], **named)


def take_over(world: World) -> None:
    """Who came by another service agreed there to what it passes on; that agreement is written down first."""
    came = [client for client in world.new if client.route == "third_party"]
    for client in came:
        evidence = {"provider": "Facelink", "scope": "e-mail", "at": client.joined.isoformat()}
        world.troth.subject("client", client.client_id).consent("third_party_sign_up", evidence=evidence, actor="flows")
    with world.purpose("third_party_sign_up") as db:
        known = {"provider_id": FACELINK, "scope": "e-mail"}
        rows = (
            {
                "client_id": client.client_id,
                **known,
                "external_id": f"fl-{client.client_id}",
                "agreed_at": client.joined,
            }
            for client in came
        )
        add(db, "external_identity", rows)
    world.count("sign-ups by another service", len(came))


# Contract and service ---------------------------------------------------------------------------------------------


def draw_contracts(world: World) -> None:
    """A contract is drawn up and accepted."""
    drawn = [
        {"client_id": c.client_id, "plan_code": c.plan, "terms": f"Plan {c.plan}", "drawn_up_at": c.joined}
        for c in world.new
    ]
    with world.purpose("contract_drawing") as db:
        made = add(db, "contract", drawn, returning=["contract_id"])
    for client, (contract_id,) in zip(world.new, made, strict=True):
        client.contract = Contract(contract_id, client.joined + timedelta(hours=1))
    with world.purpose("contract_care") as db:
        accepted = {c.contract.contract_id: c.contract.begun for c in world.new if c.contract}
        mark(db, "contract.accepted_at", "contract_id", accepted)
    world.count("contracts", len(made))


def serve(world: World) -> None:
    """The service is connected, is unavailable now and then, and clients are told each time."""
    events = [_event(client, "connected", None, client.contract.begun) for client in world.new if client.contract]
    shaky = world.some(world.served, 30)
    events += [_event(c, "unavailable", "maintenance", world.moment(world.end - MONTH / 3, world.end)) for c in shaky]
    _report(world, events)


def disconnect(world: World) -> None:
    """Some clients leave: the contract ends, the service is disconnected, and they are told."""
    leaving = [c for c in world.some(world.served, 25) if c.contract and c.contract.begun < world.start][:5]
    for client in leaving:
        assert client.contract is not None
        client.contract.ended = world.moment(world.end - MONTH / 4, world.end)
    with world.purpose("contract_care") as db:
        ends = {c.contract.contract_id: c.contract.ended for c in leaving if c.contract and c.contract.ended}
        mark(db, "contract.ended_at", "contract_id", ends)
    _report(world, [_event(c, "disconnected", "notice given", c.contract.ended) for c in leaving if c.contract])
    world.count("disconnections", len(leaving))


def _event(client: Client, sort: str, reason: str | None, at: Any) -> tuple[Client, dict[str, Any]]:
    assert client.contract is not None
    return client, {"contract_id": client.contract.contract_id, "sort": sort, "reason": reason, "at": at}


def _report(world: World, events: list[tuple[Client, dict[str, Any]]]) -> None:
    with world.purpose("service_reporting") as db:
        made = add(db, "service_event", (event for _, event in events), returning=["event_id"])
        told = (
            {
                "event_id": event_id,
                "sent_to": client.email,
                "body": f"Your service: {event['sort']}",
                "sent_at": event["at"],
            }
            for (client, event), (event_id,) in zip(events, made, strict=True)
        )
        add(db, "service_message", told)
    world.count("service messages", len(events))


# Money ------------------------------------------------------------------------------------------------------------


def bill(world: World) -> None:
    """An invoice a month for each contract, with a line, sent to the client."""
    by_contract = {c.contract.contract_id: c for c in world.served if c.contract}
    with world.purpose("billing") as db:
        people = db.execute(TO_BE_BILLED, [list(by_contract)]).fetchall()
    rows = [_invoice(world, by_contract[row[0]], *row) for row in people]
    with world.purpose("invoicing") as db:
        made = add(db, "invoice", rows, returning=["invoice_id", "contract_id", "net"])
        add(
            db,
            "invoice_line",
            ({"invoice_id": key, "line": 1, "what": "Service", "amount": net} for key, _, net in made),
        )
    world.invoices = {key: by_contract[contract] for key, contract, _ in made}
    with world.purpose("billing_dispatch") as db:
        mark(db, "invoice.dispatched_at", "invoice_id", dict.fromkeys(_recent(world, db), world.now))
    world.count("invoices", len(made))


def _invoice(world: World, client: Client, contract_id: int, *person: Any) -> dict[str, Any]:
    name, address, email, country = person
    net = PRICES[client.plan]
    row = {"contract_id": contract_id, "number": f"{world.now:%y}{world.month + 1:02d}-{contract_id:06d}"}
    row |= {"billed_name": name or "-", "billed_address": address, "billed_email": email}
    row |= {"country_code": country, "tax_law": country}
    return row | {"net": net, "tax": (net * TAX).quantize(Decimal("0.01")), "issued_at": world.end - MONTH / 10}


def _recent(world: World, db: Any) -> list[int]:
    """Those of the month's invoices that dispatch still sees: of months ago there is nothing left to send."""
    seen = db.execute("select invoice_id from invoice where invoice_id = any(%s)", [list(world.invoices)])
    return [invoice_id for (invoice_id,) in seen]


def take_payment(world: World) -> None:
    """Clients pay at the provider; here stays only what it calls the payment, and how that went."""
    rows = [_payment(world, invoice_id) for invoice_id in world.invoices]
    with world.purpose("payment") as db:
        add(db, "payment_ref", rows)
    world.count("payments", len(rows))
    paid_twice = world.some(world.served, 40)[:4]
    with world.purpose("crediting") as db:
        since = world.end - MONTH / 20
        credits = ({"client_id": c.client_id, "amount": 9.9, "why": "paid twice", "since": since} for c in paid_twice)
        made = add(db, "account_credit", credits, returning=["credit_id"])
    if world.month < world.months - 1:
        with world.purpose("credit_settling") as db:
            mark(db, "account_credit.settled_at", "credit_id", {key: since + MONTH / 30 for (key,) in made})
    world.count("credits", len(paid_twice))


def _payment(world: World, invoice_id: int) -> dict[str, Any]:
    outcome = "paid" if world.chance.random() < 0.95 else "failed"
    reference = f"pl_{secrets.token_hex(8)}"
    return {"invoice_id": invoice_id, "provider_id": PAYLINE, "provider_ref": reference, "outcome": outcome}
