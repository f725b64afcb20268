"""What users of Smart-mining do, what rules notice, and how somebody proves who they are."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from smart_mining.world import Flag, User, World
from stage import MONTH, add, mark

KINDS = ("deposit", "withdrawal", "exchange")
THRESHOLD = 10_000

SUSPICIOUS = """
    select account_id, min(made_at), sum(amount) from account_transaction
    where made_at between %s and %s and status = 'done'
    group by account_id, date_trunc('day', made_at) having sum(amount) > %s"""
FILL = """
    update kyc_case set full_name = v.name, birth_date = v.born, phone_number = v.phone, email = v.email,
           residence_address = v.address, submitted_at = v.at
    from unnest(%s::bigint[], %s::text[], %s::date[], %s::text[], %s::text[], %s::text[], %s::timestamptz[])
         as v (id, name, born, phone, email, address, at)
    where case_id = v.id"""
DECIDE = """
    update kyc_case set decision = v.decision, decided_by = 'reviewer', decided_at = v.at
    from unnest(%s::bigint[], %s::text[], %s::timestamptz[]) as v (id, decision, at) where case_id = v.id"""
REVIEW = """
    update activity_flag set finding = v.finding, closed_by = 'reviewer', closed_at = v.at
    from unnest(%s::bigint[], %s::text[], %s::timestamptz[]) as v (id, finding, at) where flag_id = v.id"""
LIFT = "update account set limited_at = null where account_id = any(%s)"


def transact(world: World) -> None:
    """Users deposit, withdraw and exchange; now and then more than a rule expects."""
    free = [user for user in world.users if user.account_id not in world.limited]
    rows = [_transaction(world, world.chance.choice(free)) for _ in range(world.share(world.sizes[1]))]
    with world.purpose("transacting") as db:
        add(db, "account_transaction", rows)
    world.count("transactions", len(rows))


def _transaction(world: World, user: User) -> dict[str, Any]:
    large = world.chance.random() < 0.015
    amount = world.chance.randint(10_500, 60_000) if large else world.chance.randint(5, 900)
    made = world.moment(max(user.joined, world.start), world.end)
    what = {"kind": world.chance.choice(KINDS), "amount": amount, "unit": "EUR", "counter_ref": None}
    return {"account_id": user.account_id, **what, "made_at": made}


def raise_flags(world: World, since: datetime | None = None) -> None:
    """A rule is met: a flag, then a limit on the account, then a request to prove who they are, in that order."""
    known = {user.account_id: user for user in world.users}
    with world.purpose("activity_rules") as db:
        met = db.execute(SUSPICIOUS, [since or world.start, world.end, THRESHOLD]).fetchall()
    first = {account_id: (at, total) for account_id, at, total in sorted(met, key=lambda row: row[1], reverse=True)}
    with world.purpose("flagging") as db:
        rows = (
            {"account_id": key, "rule_id": 1, "evidence": f"{total} within a day", "raised_at": at}
            for key, (at, total) in first.items()
        )
        made = add(db, "activity_flag", rows, returning=["flag_id", "account_id", "raised_at"])
    flags = [Flag(flag_id, known[account_id], at) for flag_id, account_id, at in made]
    with world.purpose("limiting") as db:
        mark(db, "account.limited_at", "account_id", {flag.user.account_id: flag.raised for flag in flags})
    with world.purpose("verification_opening") as db:
        reasons = (
            {"account_id": f.user.account_id, "reason": f"flag {f.flag_id}: sum above the rule", "opened_by": "rule 1"}
            | {"opened_at": f.raised}
            for f in flags
        )
        cases = dict(add(db, "kyc_case", reasons, returning=["account_id", "case_id"]))
    world.flags = [replace(flag, case_id=cases[flag.user.account_id]) for flag in flags]
    world.count("flags", len(flags))


def verify(world: World) -> None:
    """Users fill in the form and send documents; items are checked, and a reviewer decides."""
    asked = [flag for flag in world.flags if flag.raised + timedelta(days=4) < world.now]
    sent = {flag.case_id: flag.raised + timedelta(days=2) for flag in asked}
    homes = {flag.case_id: world.fakers["DE"].address().replace("\n", ", ") for flag in asked}
    _fill(world, asked, sent, homes)
    with world.purpose("verification_upload") as db:
        add(db, "kyc_document", (paper for flag in asked for paper in _papers(flag, sent[flag.case_id])))
        add(db, "address_proof", (_proof(world, flag, sent[flag.case_id], homes) for flag in asked))
    with world.purpose("verify_identity") as db:
        seen = db.execute("select case_id, birth_date from kyc_case where submitted_at is not null").fetchall()
    of_age = {case: _age(born, sent[case].date()) >= 18 for case, born in seen if case in sent}
    with world.purpose("verification_check") as db:
        items = (
            {"case_id": case, "item": item, "met": met if item == "age" else True, "checked_at": sent[case]}
            for case, met in of_age.items()
            for item in ("two documents", "address", "age", "name")
        )
        add(db, "kyc_check", items)
    decided = {case: at + timedelta(days=1) for case, at in sent.items()}
    with world.purpose("verification_decision") as db:
        decisions = ["approved" if of_age[case] else "rejected" for case in decided]
        db.execute(DECIDE, [list(decided), decisions, list(decided.values())])
    approved = [flag for flag in asked if of_age[flag.case_id]]
    with world.purpose("verification_result") as db:
        mark(db, "account.verified_at", "account_id", {f.user.account_id: decided[f.case_id] for f in approved})
    world.verified += [flag.user for flag in approved]
    world.minors += [flag.user for flag in asked if not of_age[flag.case_id]]
    world.count("verified", len(approved))


def _fill(world: World, asked: list[Flag], sent: dict[int, datetime], homes: dict[int, str]) -> None:
    people = [flag.user for flag in asked]
    columns = [list(sent), [u.name for u in people], [u.born for u in people], [u.phone for u in people]]
    with world.purpose("verification_form") as db:
        db.execute(FILL, [*columns, [u.email for u in people], list(homes.values()), list(sent.values())])


def _papers(flag: Flag, at: datetime) -> list[dict[str, Any]]:
    until = (at + timedelta(days=900)).date()
    return [
        {"case_id": flag.case_id, "class": kind, "issuing_country": "DE", "number_encrypted": f"\\x{flag.case_id:032x}"}
        | {"name": flag.user.name, "expires_on": until, "file_ref": f"kyc/{flag.case_id}/{place}", "received_at": at}
        for place, kind in enumerate(("passport", "driving licence"))
    ]


def _proof(world: World, flag: Flag, at: datetime, homes: dict[int, str]) -> dict[str, Any]:
    issued = at - timedelta(days=world.chance.randint(5, 80))
    row = {"case_id": flag.case_id, "issuer": "utility", "name": flag.user.name, "address": homes[flag.case_id]}
    return row | {"issued_on": issued.date(), "file_ref": f"kyc/{flag.case_id}/proof", "received_at": at}


def _age(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def review_flags(world: World) -> None:
    """A cleared flag gives the account back; a confirmed one goes to the agency, through the disclosure desk."""
    ripe = [flag for flag in world.flags if flag.raised + timedelta(days=6) < world.now]
    bad = world.some(ripe, 12) if len(ripe) > 3 else []
    closed = {flag.flag_id: flag.raised + timedelta(days=5) for flag in ripe}
    with world.purpose("flag_review") as db:
        findings = ["confirmed" if flag in bad else "cleared" for flag in ripe]
        db.execute(REVIEW, [list(closed), findings, list(closed.values())])
    minors = {user.account_id for user in world.minors}  # whose verification was not approved: their limit stays
    with world.purpose("limiting") as db:
        cleared = [flag.user.account_id for flag in ripe if flag not in bad]
        db.execute(LIFT, [[account for account in cleared if account not in minors]])
    with world.purpose("request_intake") as db:
        rows = (
            {"account_id": flag.user.account_id, "ground": "fraud", "asked_by": "Financial Intelligence Unit"}
            | {"reference": f"FIU-{flag.flag_id}", "scope": "name, transactions", "received_at": closed[flag.flag_id]}
            for flag in bad
        )
        add(db, "disclosure_request", rows)
    world.limited |= {flag.user.account_id for flag in bad} | minors
    world.count("flags cleared", len(ripe) - len(bad))
    world.count("flags confirmed", len(bad))


def defend(world: World) -> None:
    """Signals from nobody we know add up; the worst addresses are blocked for a while."""
    seen = [world.moment(world.start, world.end) for _ in range(world.share(world.sizes[0]))]
    with world.purpose("abuse_protection") as db:
        strange = (
            {"account_id": None, "kind": "request", "ip": world.internet_address(), "cookie_id": None, "seen_at": at}
            for at in seen
        )
        add(db, "access_signal", strange)
    with world.purpose("blocking") as db:
        rows = (
            {"account_id": None, "target": world.internet_address(), "reason": "ddos", "set_by": "rate rule"}
            | {"blocked_at": at, "ends_at": at + MONTH / 4}
            for at in world.some(seen, 10)
        )
        add(db, "address_block", rows)
    world.count("signals", len(seen))


def flag_one(world: World) -> User:
    """The rules are met once more, today: the flag is open, the account limited, and nobody has looked yet."""
    done = {user.account_id for user in (*world.verified, *world.minors)} | world.limited
    user = next(user for user in reversed(world.users) if user.account_id not in done)
    large = {"kind": "withdrawal", "amount": 25_000, "unit": "EUR", "counter_ref": None, "made_at": world.now}
    with world.purpose("transacting") as db:
        add(db, "account_transaction", [{"account_id": user.account_id, **large}])
    raise_flags(world, since=world.now)
    return user
