"""What Mindlinksoft knows that nobody told it directly: lists, people named by others, paper, requests, the web."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from mindlinksoft.world import World
from stage import MONTH, add, mark

BATCHES = {3: 1, 5: 2, 7: 3}
"""Month of the story -> the batch that comes in it."""

ACCEPT = "update supplement set accepted_at = %s where supplement_id = any(%s) returning supplement_id"


def take_in_lists(world: World) -> None:
    """A batch from a registered source: new people are written to once, with where their address is from."""
    batch = BATCHES.get(world.month)
    if batch is None:
        return
    people = [world.somebody(6_000_000 + batch * 1000 + place) for place in range(20)]
    obtained = world.start.date()
    rows = ({"batch_id": batch, "full_name": who.name, "email": who.email, "organisation": "Dovre AS",
             "obtained_on": obtained} for who in people)  # fmt: skip
    with world.purpose("sourcing") as db:
        made = [key for (key,) in add(db, "prospect", rows, returning=["prospect_id"])]
        facts = (
            {
                "batch_id": batch,
                "customer_id": c.customer_id,
                "field": "organisation",
                "value": "Dovre AS",
                "obtained_on": obtained,
            }
            for c in world.some(world.customers, 10)
        )
        supplements = [key for (key,) in add(db, "supplement", facts, returning=["supplement_id"])]
    with world.purpose("prospecting") as db:
        mark(db, "prospect.notified_at", "prospect_id", dict.fromkeys(made, world.start + MONTH / 10))
        mark(db, "prospect.dropped_at", "prospect_id", dict.fromkeys(made[:3], world.now - MONTH / 2))
    with world.purpose("record_keeping") as db:
        mark(db, "supplement.accepted_at", "supplement_id", dict.fromkeys(supplements[::2], world.start + MONTH / 5))
    world.count("people from lists", len(made))
    world.count("facts from lists", len(supplements))


def name_others(world: World) -> None:
    """Customers name friends: these are written to for that reason once, and then there is no reason any more."""
    naming = world.some(world.customers, 20)
    people = [world.somebody(7_000_000 + world.month * 1000 + place) for place in range(len(naming))]
    named = world.moment(world.start, world.end)
    rows = ({"full_name": who.name, "email": who.email, "reason": "referral", "given_by": c.name, "given_at": named}
            for who, c in zip(people, naming, strict=True))  # fmt: skip
    with world.purpose("referral_intake") as db:
        add(db, "third_person", rows)
    with world.purpose("referral") as db:
        found = "select third_person_id from third_person where email = any(%s)"
        written = [key for (key,) in db.execute(found, [[who.email for who in people[1:]]]).fetchall()]
        mark(
            db,
            "third_person.reason_ended_at",
            "third_person_id",
            dict.fromkeys(written, world.now + timedelta(minutes=5)),
        )
    world.count("people named by others", len(people))


def file_paper(world: World) -> None:
    """Signed paper goes into the cabinet of accounts; who takes it out says why and brings it back."""
    signing = world.some(world.new, 3) if world.new else []
    filed = world.start + MONTH / 3
    rows = ({"customer_id": c.customer_id, "cabinet_id": 1, "sort": "contract", "label": f"Contract {c.customer_id}",
             "filed_at": filed} for c in signing)  # fmt: skip
    with world.purpose("filing") as db:
        made = [key for (key,) in add(db, "paper_file", rows, returning=["paper_file_id"])]
        world.papers += made
        out = (_checkout(key, filed + timedelta(days=2)) for key in world.some(world.papers, 6))
        lent = [key for (key,) in add(db, "checkout", out, returning=["checkout_id"])]
    with world.purpose("file_room") as db:
        mark(db, "checkout.in_at", "checkout_id", dict.fromkeys(lent, filed + timedelta(days=3)))
    world.count("papers filed", len(made))


def _checkout(paper: int, at: Any) -> dict[str, Any]:
    due = {"out_at": at, "due_at": at + timedelta(days=14)}
    return {"paper_file_id": paper, "staff": "Dana", "why": "yearly accounts", **due}


def be_asked_by_law(world: World) -> None:
    """An authority asks about a customer: the request is verified, looked into while it is open, and closed."""
    if world.month % 3 != 1:
        return
    about = world.chance.choice(world.customers)
    received = world.start + MONTH / 2
    asked = {"customer_id": about.customer_id, "requester": "District court", "class": "government", "compelled": True}
    with world.purpose("legal_intake") as db:
        made = add(
            db,
            "legal_request",
            [asked | {"what": "Invoices of a year", "received_at": received}],
            returning=["request_id"],
        )
    keys = [key for (key,) in made]
    with world.purpose("legal_desk") as db:
        mark(db, "legal_request.verified_at", "request_id", dict.fromkeys(keys, received + timedelta(days=1)))
        if world.month < world.months - 1:
            mark(db, "legal_request.closed_at", "request_id", dict.fromkeys(keys, received + timedelta(days=9)))
    world.count("requests under law", len(keys))


def measure(world: World) -> None:
    """Visitors come to the sites; what is more than running them needs is written down only for who said yes."""
    first = len(world.visitors)
    rows = [
        {"pseudonym": f"v{first + place:06d}", "first_seen_at": world.now - MONTH}
        for place in range(world.share(200, 4))
    ]
    with world.purpose("operation") as db:
        made = [key for (key,) in add(db, "visitor", rows, returning=["visitor_id"])]
        seen = ({"visitor_id": key, "ip": world.internet_address(), "browser": "Firefox", "hardware": "laptop",
                 "authentication_id": f"a{key}", "seen_at": world.now - MONTH} for key in made)  # fmt: skip
        add(db, "device", seen)
    yes = made[::2]
    world.consent("visitor", yes, "measurement", "Help us make this better")
    world.consent("visitor", yes[::2], "relevant_offers", "Show me what fits")
    world.consent("visitor", yes[:1], "precise_position", "Use my exact position")
    with world.purpose("measurement") as db:
        events = ({"visitor_id": key, "sort": "page", "what": "/archive", "at": world.now} for key in yes)
        add(db, "web_event", events)
    with world.purpose("relevant_offers") as db:
        add(db, "target_profile", ({"visitor_id": key, "topic": "archives", "built_at": world.now} for key in yes[::2]))
    with world.purpose("precise_position") as db:
        add(db, "position", ({"visitor_id": key, "spot": "(44.43,26.10)", "at": world.now} for key in yes[:1]))
    world.visitors += made
    world.tracked += yes
    world.count("visitors", len(made))
    world.count("visitors who may be measured", len(yes))
