"""Accounts of Smart-mining: signing up, the second factor, signing in, each in the purpose that may do it."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

from smart_mining.world import User, World
from stage import MONTH, Somebody, add, mark

IDS_BY_EMAIL = "select email, account_id from account where email = any(%s)"
TRIED = "update challenge set tries = 5 where challenge_id = any(%s)"
WHO_ASKS = "select account_id, phone_number from phone_factor where account_id = any(%s)"


def register(world: World) -> None:
    """New users read the page, accept it, and give an e-mail address, a real name and a strong password."""
    first = len(world.users)
    people = [world.somebody(first + place) for place in range(world.share(world.sizes[0]))]
    joined = {who.email: world.moment(world.start, world.start + MONTH / 3) for who in people}
    with world.purpose("registration") as db:
        add(
            db,
            "account",
            (
                {"email": who.email, "real_name": who.name, "user_name": f"miner{first + place}", "adult": True}
                | {"policy_version": 1, "created_at": joined[who.email], "last_seen_at": joined[who.email]}
                for place, who in enumerate(people)
            ),
        )
    with world.purpose("account") as db:
        ids = dict(db.execute(IDS_BY_EMAIL, [list(joined)]).fetchall())
    world.newcomers = [_user(world, ids[who.email], who, joined[who.email]) for who in people]
    with world.purpose("registration") as db:
        add(db, "credential", ({"account_id": u.account_id, "password_hash": _hash(u.email)} for u in world.newcomers))
        accepted = {"policy_version": 1, "ip": world.internet_address()}
        add(
            db,
            "acceptance",
            ({"account_id": u.account_id, **accepted, "accepted_at": u.joined} for u in world.newcomers),
        )
    confirmed = {user.account_id: user.joined + timedelta(minutes=4) for user in world.newcomers}
    with world.purpose("account") as db:
        mark(db, "account.email_verified_at", "account_id", confirmed)
    world.users += world.newcomers
    world.count("users", len(people))


def _user(world: World, account_id: int, who: Somebody, joined: Any) -> User:
    young = world.chance.random() < 0.02  # said to be an adult, and is not
    fake = world.fakers[who.country]
    born = fake.date_of_birth(minimum_age=16 if young else 19, maximum_age=17 if young else 70)
    return User(account_id, who.name, who.email, who.phone, born, joined)


def _hash(secret: str) -> str:
    return f"$argon2id$v=19$m=65536,t=3,p=4${hashlib.sha256(secret.encode()).hexdigest()}"


def enrol_phones(world: World) -> None:
    """Whoever likes adds a phone; a code confirms it. One takes it away again in the end."""
    enrolling = world.some(world.newcomers, 2)
    with world.purpose("second_factor") as db:
        add(
            db,
            "phone_factor",
            ({"account_id": u.account_id, "phone_number": u.phone, "enrolled_at": u.joined} for u in enrolling),
        )
    with world.purpose("factor_upkeep") as db:
        times = {user.account_id: user.joined + timedelta(minutes=6) for user in enrolling}
        mark(db, "phone_factor.confirmed_at", "account_id", times)
    world.factors += enrolling
    world.count("second factors", len(enrolling))


def challenge(world: World) -> None:
    """Signing in asks for a code; it is right, wrong five times, or runs out."""
    asked = {
        user.account_id: world.moment(max(user.joined, world.start), world.end) for user in world.some(world.factors, 2)
    }
    with world.purpose("second_factor") as db:
        numbers = dict(db.execute(WHO_ASKS, [list(asked)]).fetchall())
    rows = [
        {"account_id": key, "code_hash": _hash(numbers[key]), "action": "sign in", "sent_at": at}
        | {"expires_at": at + timedelta(minutes=5)}
        for key, at in asked.items()
    ]
    with world.purpose("challenge") as db:
        add(db, "challenge", rows)
        sent = dict(db.execute("select challenge_id, sent_at from challenge where passed_at is null").fetchall())
    wrong = world.some(list(sent), 10)
    with world.purpose("challenge_check") as db:
        right = {key: at + timedelta(minutes=1) for key, at in sent.items() if key not in wrong}
        mark(db, "challenge.passed_at", "challenge_id", right)
        db.execute(TRIED, [wrong])
    world.count("codes sent", len(rows))


def sign_in(world: World) -> None:
    """Users come back; what they come from is a signal, and of a device never seen they are told."""
    back = {
        user.account_id: world.moment(max(user.joined, world.end - MONTH / 2), world.end)
        for user in world.some(world.users, 2)
    }
    with world.purpose("account") as db:
        mark(db, "account.last_seen_at", "account_id", back)
    _tell_of_devices(world)
    with world.purpose("abuse_protection") as db:
        add(db, "access_signal", (_signal(world, key, at) for key, at in back.items()))
    world.count("sign-ins", len(back))


def _tell_of_devices(world: World) -> None:
    """A device never seen is written down, and its user is told of it before anybody signs in on it."""
    with world.purpose("account_security") as db:
        rows = (
            {"account_id": u.account_id, "device_id": f"d-{u.account_id}", "language": "en", "first_seen_at": u.joined}
            for u in world.newcomers
        )
        made = dict(add(db, "known_device", rows, returning=["device_row", "first_seen_at"]))
    with world.purpose("device_alert") as db:
        told = {key: at + timedelta(minutes=1) for key, at in made.items()}
        mark(db, "known_device.told_at", "device_row", told)


def _signal(world: World, account_id: int, at: Any) -> dict[str, Any]:
    where = {"ip": world.internet_address(), "cookie_id": f"c-{account_id}", "device_id": f"d-{account_id}"}
    return {"account_id": account_id, "kind": "sign-in", **where, "seen_at": at}
