"""A trade-in of SoldMine from the list of devices to the settled invoice, each step in the purpose that may do it."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from psycopg import Connection
from soldmine.world import TradeIn, World
from stage import MONTH, add, mark

from troth.errors import NotForThisPurpose

MAKERS = ("Aldane", "Borow", "Cintra", "Dovre", "Elmfield")
DEVICES = (("phone", "P9"), ("tablet", "Slate 11"), ("laptop", "Note 14"), ("monitor", "View 27"), ("server", "Rack 2"))
VALUE = {"A": Decimal(310), "B": Decimal(220), "C": Decimal(120), "D": Decimal(40)}
ASSESSORS, LAPSED = (1, 2), 3  # the third has let its agreement lapse
PROCESSOR = 4

WANTED = "select item_id, trade_in_id, condition from hardware_item where trade_in_id = any(%s) order by item_id"
OTHERS = "select count(*) from quote where quote_id <> all(%s)"
RECEIVE = """
    update handover set received_grade = v.grade::public.grade, wipe_certificate = v.wiped, received_at = v.at
    from unnest(%s::bigint[], %s::text[], %s::text[], %s::timestamptz[]) as v (id, grade, wiped, at)
    where trade_in_id = v.id"""
LOWER = "update invoice set amount_due = amount_due - v.paid from unnest(%s::bigint[], %s::numeric[]) as v (id, paid)"
LOWER_ONE = f"{LOWER} where invoice_id = v.id"
END = "update trade_in set outcome = %s, ended_at = v.at from unnest(%s::bigint[], %s::timestamptz[]) as v (id, at)"
END_ONE = f"{END} where trade_in_id = v.id"


def offer_devices(world: World) -> None:
    """Users choose to pay with hardware and list what they have, with serial numbers and pictures."""
    drafts = world.some(world.invoices, 1)
    opened = [min(world.moment(invoice.issued, invoice.issued + MONTH / 8), world.now) for invoice in drafts]
    with world.purpose("submission") as db:
        made = add(
            db,
            "trade_in",
            (
                {"invoice_id": invoice.invoice_id, "opened_at": at, "submitted_at": at}
                for invoice, at in zip(drafts, opened, strict=True)
            ),
            returning=["trade_in_id"],
        )
        world.trade_ins = [
            TradeIn(key, invoice, at, grade=world.chance.choice("AABBBC"))
            for (key,), invoice, at in zip(made, drafts, opened, strict=True)
        ]
        items = add(db, "hardware_item", (_item(world, t) for t in world.trade_ins), returning=["item_id"])
        add(db, "item_photo", ({"item_id": key, "file_ref": f"photos/{key}.jpg"} for (key,) in items))
    for trade_in, (key,) in zip(world.trade_ins, items, strict=True):
        trade_in.items = (key,)
    world.count("trade-ins", len(made))
    world.count("devices", len(items))


def _item(world: World, trade_in: TradeIn) -> dict[str, Any]:
    kind, model = world.chance.choice(DEVICES)
    what = {"device_type": kind, "maker": world.chance.choice(MAKERS), "model": model, "condition": trade_in.grade}
    serial = f"SN{world.chance.randrange(10**9):09d}"
    rest = {"serial_or_imei": serial, "storage_gb": 256, "accessories": "Charger", "listed_at": trade_in.opened}
    return {"trade_in_id": trade_in.trade_in_id, **what, **rest}


def ask_for_quotes(world: World) -> None:
    """Firms are asked to look: each about every device, but for one in ten that the second is not asked about."""
    spared = {t.trade_in_id for t in world.some(world.trade_ins, 10)} if len(world.trade_ins) > 1 else set()
    rows = [
        {"trade_in_id": t.trade_in_id, "provider_id": firm, "asked_at": t.opened}
        for t in world.trade_ins
        for firm in ASSESSORS
        if firm == ASSESSORS[0] or t.trade_in_id not in spared
    ]
    with world.purpose("quote_asking") as db:
        add(db, "quote_request", rows)
    try:
        with world.purpose("quote_asking") as db:
            add(db, "quote_request", [rows[0] | {"provider_id": LAPSED}])
        raise RuntimeError("a firm was asked whose agreement has lapsed")
    except NotForThisPurpose:
        world.count("firms refused for want of an agreement", 1)
    world.count("quotes asked for", len(rows))


def quote(world: World) -> None:
    """Each firm looks, with its own ticket, at what it was asked about and at nobody, and says what it would give."""
    wanted = {t.trade_in_id: t for t in world.trade_ins if t.opened + timedelta(days=1) < world.now}
    for firm in ASSESSORS:
        with world.troth.viewing("assessor", firm=firm) as db:
            seen = db.execute(WANTED, [list(wanted)]).fetchall()
        with world.purpose("quoting") as db:
            looked = [{"item_id": item, "provider_id": firm, "grade": grade} for item, _, grade in seen]
            at = [{"assessed_at": wanted[key].opened} for _, key, _ in seen]
            add(db, "assessment", (row | when for row, when in zip(looked, at, strict=True)))
            rows = [_quote(world, wanted[key], firm, grade) for _, key, grade in seen]
            made = add(db, "quote", rows, returning=["quote_id", "trade_in_id", "amount", "quoted_at"])
        with world.troth.viewing("assessor", firm=firm) as db:
            world.quoted.setdefault(firm, set()).update(quote_id for quote_id, _, _, _ in made)
            if db.execute(OTHERS, [list(world.quoted[firm])]).fetchone() != (0,):
                raise RuntimeError(f"firm {firm} sees what another has quoted")
        for quote_id, key, amount, when in made:
            wanted[key].quotes[quote_id] = amount
            wanted[key].quoted = when
        world.count("devices looked at by firms", len(seen))
        world.count("quotes", len(made))


def _quote(
    world: World, trade_in: TradeIn, provider: int, grade: str, *, replaces: int | None = None
) -> dict[str, Any]:
    at = trade_in.received or trade_in.opened + timedelta(hours=20)
    amount = VALUE[grade] + world.chance.randint(-30, 30)
    row = {"trade_in_id": trade_in.trade_in_id, "provider_id": provider, "grade": grade, "amount": amount}
    row |= {"replaces": replaces}
    return row | {"quoted_at": at, "valid_until": at + timedelta(days=14)}


def decide(world: World) -> None:
    """Users take the best quote while it is valid, or none; one in a month has yet to decide."""
    open_ = [t for t in world.trade_ins if t.quotes][:-1]
    declining = world.some(open_, 10) if len(open_) > 5 else []
    now = world.now
    for trade_in in open_:
        best = max(trade_in.quotes, key=lambda key: trade_in.quotes[key])
        at = min((trade_in.quoted or now) + timedelta(days=world.chance.uniform(0.1, 5)), now)
        trade_in.accepted = None if trade_in in declining else (best, at)
    taken = {t.accepted[0]: t.accepted[1] for t in open_ if t.accepted}
    refused = {key: t.accepted[1] if t.accepted else t.quoted or now for t in open_ for key in t.quotes}
    with world.purpose("acceptance") as db:
        mark(db, "quote.accepted_at", "quote_id", taken)
        mark(db, "quote.declined_at", "quote_id", {key: at for key, at in refused.items() if key not in taken})
        mark(db, "trade_in.accepted_at", "trade_in_id", {t.trade_in_id: t.accepted[1] for t in open_ if t.accepted})
    _end(world, {t.trade_in_id: t.quoted or now for t in declining}, "declined")
    world.count("accepted", len(taken))


def hand_over(world: World) -> None:
    """The device travels to the processor, who notes its state and the certificate that it was wiped."""
    accepted = [t for t in world.trade_ins if t.accepted]
    with world.purpose("handover") as db:
        add(db, "handover", (_handover(t) for t in accepted))
    world.troth.disclose(
        "hardware_processor",
        people=[("end_user", t.invoice.user.end_user_id) for t in accepted],
        because="accepted devices are on their way",
        actor="flows",
    )
    late = max(accepted, key=lambda t: t.opened, default=None)
    for trade_in in accepted:
        there = (trade_in.accepted or (0, world.now))[1] + timedelta(days=world.chance.uniform(1, 4))
        trade_in.received = there if there < world.now and trade_in is not late else None
        trade_in.lower = world.chance.random() < 0.15
    arrived = [t for t in accepted if t.received]
    grades = ["D" if t.lower else t.grade for t in arrived]
    wiped = [f"wipe-{t.trade_in_id:08d}" for t in arrived]
    with world.purpose("receipt") as db:
        db.execute(RECEIVE, [[t.trade_in_id for t in arrived], grades, wiped, [t.received for t in arrived]])
    world.count("devices wiped", len(arrived))


def _handover(trade_in: TradeIn) -> dict[str, Any]:
    at = (trade_in.accepted or (0, trade_in.opened))[1]
    how = {"method": "parcel", "tracking_ref": f"MP{trade_in.trade_in_id:09d}", "arranged_at": at}
    return {"trade_in_id": trade_in.trade_in_id, "provider_id": PROCESSOR, **how}


def quote_again(world: World) -> None:
    """What arrived in a worse state needs a new quote before anything is settled."""
    worse = [t for t in world.trade_ins if t.received and t.lower and t.accepted]
    with world.purpose("quoting") as db:
        rows = [_quote(world, t, ASSESSORS[0], "D", replaces=t.accepted[0]) for t in worse if t.accepted]
        made = add(db, "quote", rows, returning=["quote_id", "trade_in_id", "amount", "quoted_at"])
    again = {key: (quote_id, amount, at) for quote_id, key, amount, at in made}
    for trade_in in worse:
        quote_id, amount, at = again[trade_in.trade_in_id]
        trade_in.quotes[quote_id] = amount
        trade_in.accepted = (quote_id, min(at + timedelta(hours=3), world.now))
    with world.purpose("acceptance") as db:
        mark(db, "quote.accepted_at", "quote_id", dict(t.accepted for t in worse if t.accepted))
    world.count("quoted again", len(made))


def settle(world: World) -> None:
    """The value goes against the invoice, what is left over to the user, and the partner is told three facts."""
    done = [t for t in world.trade_ins if t.received and t.accepted]
    with world.purpose("payout_details") as db:
        accounts = _add_accounts(db, [t for t in done if t.value > t.invoice.due])
    with world.purpose("settling") as db:
        made = add(
            db, "settlement", (_settlement(t, accounts) for t in done), returning=["settlement_id", "invoice_id"]
        )
    paid = {t.invoice.invoice_id: min(t.value, t.invoice.due) for t in done}
    with world.purpose("invoice_keeping") as db:
        db.execute(LOWER_ONE, [list(paid), list(paid.values())])
        full = {t.invoice.invoice_id: _settled_at(t) for t in done if t.pays_all}
        mark(db, "invoice.settled_at", "invoice_id", full)
    told = {invoice_id: settlement_id for settlement_id, invoice_id in made}
    with world.purpose("remittance") as db:
        rows = (_advice(t, told[t.invoice.invoice_id]) for t in done)
        advices = add(db, "remittance_advice", rows, returning=["advice_id"])
    world.troth.disclose(
        "invoice_issuer",
        rows={"remittance_advice": [key for (key,) in advices]},
        because="the partner is told that its invoice was paid",
        actor="flows",
    )
    _end(world, {t.trade_in_id: _settled_at(t) for t in done}, "settled")
    world.settled += done
    world.count("settled", len(done))
    world.count("paid out", len(accounts))


def _settled_at(trade_in: TradeIn) -> datetime:
    return (trade_in.received or trade_in.opened) + timedelta(hours=1)


def _add_accounts(db: Connection[Any], rich: list[TradeIn]) -> dict[int, int]:
    rows = (
        {
            "end_user_id": t.invoice.user.end_user_id,
            "provider_token": f"acct_{t.trade_in_id}",
            "holder": t.invoice.user.name,
            "added_at": t.received,
        }
        for t in rich
    )
    made = add(db, "payout_account", rows, returning=["account_id"])
    return {t.trade_in_id: key for t, (key,) in zip(rich, made, strict=True)}


def _settlement(trade_in: TradeIn, accounts: dict[int, int]) -> dict[str, Any]:
    applied = min(trade_in.value, trade_in.invoice.due)
    row = {"invoice_id": trade_in.invoice.invoice_id, "quote_id": (trade_in.accepted or (None,))[0]}
    row |= {"grade": "D" if trade_in.lower else trade_in.grade}
    row |= {"amount_applied": applied, "residual": trade_in.value - applied}
    return row | {"paid_out_to": accounts.get(trade_in.trade_in_id), "settled_at": _settled_at(trade_in)}


def _advice(trade_in: TradeIn, settlement_id: int) -> dict[str, Any]:
    at = _settled_at(trade_in)
    told = {"invoice_number": trade_in.invoice.number, "amount": min(trade_in.value, trade_in.invoice.due)}
    return {"settlement_id": settlement_id, **told, "paid_on": at.date(), "sent_at": at}


def _end(world: World, ended: dict[int, datetime], outcome: str) -> None:
    with world.purpose("closing") as db:
        db.execute(END_ONE, [outcome, list(ended), list(ended.values())])
    world.count(outcome, len(ended)) if outcome != "settled" else None
