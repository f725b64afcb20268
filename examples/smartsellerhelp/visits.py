"""What clients do beside paying: they come in, are remembered if they ask, write, claim, and read mail or want none."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Any

from smartsellerhelp.world import Client, World
from stage import MONTH, add, mark

MAIL = {"newsletter": 2, "special_offers": 3, "company_news": 4}
"""Purpose -> one in how many clients wants it."""

CAMPAIGNS = {"newsletter": 1, "special_offers": 2, "company_news": 3}
NICKNAME = "update client_profile set nickname = %s where client_id = %s"
ANSWER = "update contact_case set answer = %s where case_id = any(%s)"
RULE = "update claim set ruling = %s where claim_id = any(%s)"


def log_in(world: World) -> None:
    """Sessions begin and end; who ticked it is known again, until they take it back."""
    come = world.some(world.served, 2)
    with world.purpose("login") as db:
        rows = [_session(world, client) for client in come]
        add(db, "session", rows)
    with world.purpose("settings") as db:
        new = ({"client_id": c.client_id, "name": "language", "value": c.country.lower()} for c in world.new)
        add(db, "client_setting", new)
    world.count("sessions", len(come))


def _session(world: World, client: Client) -> dict[str, Any]:
    begun = world.moment(max(client.joined, world.end - MONTH / 2), world.end)
    kind = world.chance.choice(["Firefox", "Chromium", "Safari"])
    seen = {"client_id": client.client_id, "ip": world.internet_address(), "browser": kind}
    return seen | {"started_at": begun, "ended_at": begun + timedelta(minutes=20)}


def remember(world: World) -> None:
    """A box is ticked at sign-up: only then is there a token, and only its digest is kept."""
    ticked = world.some(world.new, 3) if world.new else []
    for client in ticked:
        evidence = {"wording": "Remember me on this device", "form": "sign-up"}
        for purpose in ("remember_me", "forget_browser", "recognition"):
            world.troth.subject("client", client.client_id).consent(purpose, evidence=evidence, actor="flows")
    with world.purpose("remember_me") as db:
        made = add(db, "remember_token", (_token(client) for client in ticked), returning=["token_id"])
    world.tokens |= {key: client for (key,), client in zip(made, ticked, strict=True)}
    revoked = world.some(list(world.tokens), 10)
    with world.purpose("forget_browser") as db:
        mark(db, "remember_token.revoked_at", "token_id", dict.fromkeys(revoked, world.now))
    world.count("browsers remembered", len(ticked))


def _token(client: Client) -> dict[str, Any]:
    digest = hashlib.sha256(f"made up {client.client_id}".encode()).hexdigest()
    issued = client.joined
    token = {"client_id": client.client_id, "token_hash": digest, "device_label": "laptop"}
    return token | {"issued_at": issued, "expires_at": issued + timedelta(days=365)}


def personalise(world: World) -> None:
    """Some like to be called by another name, and say that this may be used."""
    for client in world.some(world.new, 6) if world.new else []:
        evidence = {"wording": "Use what I add here to make my account more personal", "form": "profile"}
        world.troth.subject("client", client.client_id).consent("personalise_account", evidence=evidence, actor="flows")
        with world.purpose("personalise_account") as db:
            db.execute(NICKNAME, [client.name.split()[0], client.client_id])
        world.count("accounts made personal", 1)


def choose_mail(world: World) -> None:
    """Clients opt in at sign-up, to each sort of mail by itself; later some opt out."""
    for purpose, one_in in MAIL.items():
        wanting = world.some(world.new, one_in) if world.new else []
        evidence = {"wording": f"Yes, send me: {purpose}", "form": "sign-up", "policy": 1}
        keys = [client.client_id for client in wanting]
        world.troth.consent_many("client", keys, purpose, evidence=evidence, actor="flows")
        world.readers.setdefault(purpose, []).extend(wanting)
        for client in world.some(world.readers[purpose], 30) if world.month in (2, 5) else []:
            world.troth.subject("client", client.client_id).withdraw(purpose, actor="flows")
            world.readers[purpose].remove(client)
        world.count(f"consents to {purpose}", len(wanting))


def send_mail(world: World) -> None:
    """A campaign goes to whom its window shows, which is who wants it now."""
    for purpose, campaign in CAMPAIGNS.items():
        if world.month % 3 != campaign % 3 or (world.month > 2):
            continue
        with world.purpose(purpose) as db:
            people = db.execute("select client_id, email from client").fetchall()
        with world.purpose("mail_log") as db:
            sent = (
                {"campaign_id": campaign, "client_id": key, "sent_to": to, "sent_at": world.end} for key, to in people
            )
            add(db, "delivery", sent)
        world.count("mails sent", len(people))


def write_in(world: World) -> None:
    """Clients write by the form or by mail, and are answered; the last of them still waits."""
    asking = world.some(world.served, 15)
    received = world.end - MONTH / 5
    rows = ({"client_id": c.client_id, "channel": "form", "subject": "A question", "body": "How do I list two at once?",
             "received_at": received} for c in asking)  # fmt: skip
    with world.purpose("case_intake") as db:
        cases = [key for (key,) in add(db, "contact_case", rows, returning=["case_id"])]
        claiming = list(zip(cases, asking, strict=True))[: max(1, len(asking) // 4)]
        claims = [
            {
                "case_id": case,
                "contract_id": client.contract.contract_id,
                "what": "Two days without service",
                "opened_at": received,
            }
            for case, client in claiming
            if client.contract
        ]
        made = [key for (key,) in add(db, "claim", claims, returning=["claim_id"])]
    _answer(world, cases, made)
    world.count("questions", len(cases))
    world.count("claims", len(made))


def _answer(world: World, cases: list[int], claims: list[int]) -> None:
    last = world.month == world.months - 1
    done, ruled = (cases[1:], claims[1:]) if last else (cases, claims)
    at = world.end - MONTH / 8
    with world.purpose("case_work") as db:
        db.execute(ANSWER, ["By the plus sign.", done])
        mark(db, "contact_case.answered_at", "case_id", dict.fromkeys(done, at))
    with world.purpose("claims") as db:
        db.execute(RULE, ["Two days are given back.", ruled])
        mark(db, "claim.resolved_at", "claim_id", dict.fromkeys(ruled, at))


def watch(world: World) -> None:
    """A sign of fraud is written down with what it was, and looked at."""
    strange = world.some(world.served, 50)[:3]
    with world.purpose("fraud_prevention") as db:
        signs = ({"client_id": c.client_id, "sort": "many sign-ups from one address", "ip": world.internet_address(),
                  "seen_at": world.end - MONTH / 9} for c in strange)  # fmt: skip
        add(db, "fraud_signal", signs)
    world.count("signs of fraud", len(strange))


def leave(world: World, but: int) -> None:
    """Who has left closes the account too, some time later."""
    leaving = [c for c in world.clients if c.contract and c.contract.ended and c.client_id != but]
    with world.purpose("account") as db:
        mark(db, "client.closed_at", "client_id", {client.client_id: _closing(world, client) for client in leaving})
    world.count("accounts closed", len(leaving))


def _closing(world: World, client: Client) -> datetime:
    """Of the last month, whenever the contract ended: a window writes no time that would put a row out of its sight."""
    assert client.contract is not None and client.contract.ended is not None
    return max(client.contract.ended, world.moment(world.now - MONTH, world.now))
