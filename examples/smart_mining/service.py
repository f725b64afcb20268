"""What Smart-mining does for its users and with others: the site, issues, notices, surveys, adverts, requests."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from smart_mining.world import User, World
from stage import MONTH, add, mark

PAGES = ("/", "/rates", "/exchange", "/account", "/verify", "/help")
ACTIVE = "select account_id, email from account where account_id = any(%s)"
CHOICES = ("evaluation", "trends")


def browse(world: World) -> None:
    """Pages are looked at; classes of cookies that nothing depends on are off until somebody agrees."""
    willing = world.some(world.newcomers, 2)
    with world.purpose("cookie_choices") as db:
        rows = (
            {"account_id": user.account_id, "class": choice, "allowed": user in willing, "chosen_at": user.joined}
            for user in world.newcomers
            for choice in CHOICES
        )
        add(db, "cookie_choice", rows)
    keys = [user.account_id for user in willing]
    for purpose in ("evaluation", "trend_analysis", "advertising"):
        world.troth.consent_many("user", keys, purpose, evidence={"form": "cookie page", "policy": 1})
    world.agreed += keys
    with world.purpose("site_administration") as db:
        views = [_view(world) for _ in range(world.share(6 * world.sizes[0]))]
        add(db, "site_event", views)
    world.count("page views", len(views))


def _view(world: World) -> dict[str, Any]:
    user: User | None = world.chance.choice(world.users) if world.chance.random() < 0.8 else None
    seen = world.moment(max(user.joined, world.start) if user else world.start, world.end)
    trouble = "form would not send" if world.chance.random() < 0.03 else None
    who = {"account_id": user and user.account_id}
    return who | {"page": world.chance.choice(PAGES), "problem": trouble, "seen_at": seen}


def show_adverts(world: World) -> None:
    """Clicks of those who agreed are noted; the advertiser will learn how many, by advertisement and hour."""
    noon = world.start + MONTH / 2
    with world.purpose("advertising") as db:
        rows = [
            {"account_id": key, "advert_id": 1 + place % 2, "clicked_at": noon + timedelta(minutes=place % 120)}
            for place, key in enumerate(world.agreed)
        ]
        add(db, "advert_click", rows)
    world.count("clicks", len(rows))


def answer_issues(world: World) -> None:
    """Users ask, staff see who asks and what, answer within a day and solve it; one of this week is still open."""
    asking = world.some(world.users, 12)
    opened_at = {user.account_id: world.moment(max(user.joined, world.start), world.end) for user in asking}
    with world.purpose("issue_intake") as db:
        rows = ({"account_id": key, "topic": "Where is my deposit?", "opened_at": at} for key, at in opened_at.items())
        opened = dict(add(db, "issue", rows, returning=["issue_id", "opened_at"]))
        said = {"by_staff": False, "body": "It left my bank yesterday."}
        add(db, "issue_message", ({"issue_id": key, **said, "sent_at": at} for key, at in opened.items()))
    with world.purpose("support") as db:
        db.execute("select real_name, topic from issue join account using (account_id)").fetchall()
    late = next((key for key, at in opened.items() if world.now - at < timedelta(days=8)), None)
    answered = {key: min(at + timedelta(hours=9), world.now) for key, at in opened.items()}
    solved = {
        key: at + timedelta(days=1) for key, at in opened.items() if key != late and at + timedelta(days=1) < world.now
    }
    with world.purpose("issue_work") as db:
        mark(db, "issue.first_answer_at", "issue_id", answered)
        mark(db, "issue.solved_at", "issue_id", solved)
    world.count("issues", len(opened))


def tell(world: World) -> None:
    """Everybody with an account hears of changes of the service, once each."""
    if world.month % 4 != 3:
        return
    notice = 1 + world.month // 4
    with world.purpose("service_information") as db:
        told = db.execute(ACTIVE, [[user.account_id for user in world.users]]).fetchall()
    with world.purpose("notice_log") as db:
        rows = (
            {"notice_id": notice, "account_id": key, "delivered_to": email, "delivered_at": world.end}
            for key, email in told
        )
        add(db, "notice_delivery", rows)
    world.count("notices", len(told))


def ask(world: World) -> None:
    """A survey, for who wants to be asked; who does not is served as before."""
    willing = [user.account_id for user in world.some(world.newcomers, 4)]
    world.troth.consent_many("user", willing, "surveys", evidence={"form": "survey invitation"})
    with world.purpose("surveys") as db:
        rows = ({"account_id": key, "survey_id": 1, "answer": "Easy", "answered_at": world.end} for key in willing)
        add(db, "survey_answer", rows)
    world.count("survey answers", len(willing))


def take_requests(world: World) -> None:
    """Others ask for data: a court, an authority abroad, somebody who needs protection. The legal team looks first."""
    users = world.some(world.users, 60)
    at = world.moment(world.start + MONTH / 2, world.end - MONTH / 4)
    grounds = ("court order", "foreign law", "protect")
    with world.purpose("breach_intake") as db:
        broken = {"condition": "No second account", "opened_at": at}
        breaches = dict(
            add(
                db,
                "breach_case",
                ({"account_id": user.account_id, **broken} for user in users if user.joined < at),
                returning=["account_id", "breach_id"],
            )
        )
    with world.purpose("request_intake") as db:
        rows = (
            {"account_id": key, "breach_id": breach if ground == "protect" else None, "ground": ground}
            | {"asked_by": "Auckland District Court", "reference": f"R-{world.month}-{key}", "scope": "name"}
            | {"received_at": at}
            for key, breach in breaches.items()
            for ground in (grounds[world.month % 3],)
        )
        made = dict(add(db, "disclosure_request", rows, returning=["request_id", "received_at"]))
    with world.purpose("legal_review") as db:
        found = {"reviewer": "legal team", "note": "The ground holds; the scope is one name."}
        reviews = (
            {"request_id": key, "finding": "release" if key % 2 else "refuse", **found, "decided_at": at}
            for key in made
        )
        add(db, "legal_review", reviews)
    done = {key: at + timedelta(days=3) for key in made} if not world.last else {}
    with world.purpose("request_closing") as db:
        mark(db, "disclosure_request.closed_at", "request_id", done)
    with world.purpose("breach_work") as db:
        ended = {key: at + timedelta(days=5) for key in breaches.values()} if not world.last else {}
        mark(db, "breach_case.closed_at", "breach_id", ended)
    world.count("requests", len(made))


def answer_order(world: World) -> None:
    """A court orders one user's name: no consent is asked, the order stands in for it, and that is counted."""
    user = world.users[1]
    row = {"account_id": user.account_id, "ground": "court order", "asked_by": "Auckland District Court"}
    with world.purpose("request_intake") as db:
        add(db, "disclosure_request", [row | {"reference": "CIV-2026-404-1187", "scope": "name, address for mail"}])
    world.order(
        "court",
        [("user", user.account_id)],
        ["identity.name", "contact.email"],
        authority="Auckland District Court",
        reference="CIV-2026-404-1187",
        ground="court_order",
        statute="Search and Surveillance Act 2012, section 75",
        jurisdiction="NZ",
        asks="name and address for mail of one user",
    )


# The end of the story ------------------------------------------------------------


def leave(world: World, stay: set[int]) -> tuple[int, int]:
    """One takes a phone away, one limits statistics, some close their account.

    Returns who withdrew from evaluation, and who took the phone away.
    """
    free = [user for user in world.users if user.account_id not in stay]
    phone = next(user.account_id for user in world.factors if user in free)
    with world.purpose("factor_upkeep") as db:
        db.execute("update phone_factor set removed_at = now() where account_id = %s", [phone])
    with world.purpose("evaluation") as db:
        keys = db.execute(
            "select distinct account_id from site_event where account_id is not null order by 1"
        ).fetchall()
    withdrawn: int = keys[0][0]
    world.troth.subject("user", withdrawn).withdraw("evaluation")
    world.troth.subject("user", withdrawn).object("statistics")
    leaving = {user.account_id: world.now - timedelta(days=1) for user in world.some(free, 30)}
    with world.purpose("account") as db:
        mark(db, "account.closed_at", "account_id", leaving)
    world.count("accounts closed", len(leaving))
    return withdrawn, phone
