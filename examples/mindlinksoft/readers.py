"""Whoever comes to Mindlinksoft without buying: readers of its mail, people in its contests, applicants for jobs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from mindlinksoft.world import World
from stage import MONTH, add, mark

CONTEST, SURVEY = 1, 2
MAILINGS = {0: 1, 2: 2, 5: 4}
"""Month of the story -> the mailing that is sent in it."""

ADDITIONAL = 3
FOUND = "select email, subscriber_id from subscriber where email = any(%s)"


def sign_up(world: World) -> None:
    """Readers give up to seven things, confirm their address by a link in a mail, and only then get any."""
    number = len(world.readers)
    people = [world.somebody(3_000_000 + number + place) for place in range(world.share(world.sizes[0], at_least=3))]
    asked = world.moment(world.start, world.start + MONTH / 4)
    rows = ({"full_name": who.name, "email": who.email, "organisation": "Elmfield Ltd", "job_title": "Editor",
             "phone_number": who.phone, "city": world.fakers[who.country].city(), "country": who.country,
             "signed_up_at": asked} for who in people)  # fmt: skip
    with world.purpose("newsletter_sign_up") as db:
        add(db, "subscriber", rows)
    confirming = [who.email for who in people[1:]]
    with world.purpose("newsletter_care") as db:
        ids = dict(db.execute(FOUND, [confirming]).fetchall())
        mark(db, "subscriber.confirmed_at", "subscriber_id", dict.fromkeys(ids.values(), asked + timedelta(hours=1)))
    new = list(ids.values())
    world.consent("subscriber", new, "newsletter", "Send me the newsletter and blog posts")
    world.consent("subscriber", new[::2], "additional_mail", "Send me other useful mail now and then")
    for reader in new:
        world.troth.subject("subscriber", reader).confirm("newsletter", actor="flows")
    for reader in new[::2]:
        world.troth.subject("subscriber", reader).confirm("additional_mail", actor="flows")
    world.readers += new
    world.count("readers", len(people))
    world.count("addresses confirmed", len(new))


def send(world: World) -> None:
    """A mailing goes to whom its window shows; the link to leave is in each."""
    if world.month in MAILINGS:
        _send(world, "newsletter", MAILINGS[world.month])
    if world.month == 6:
        _send(world, "additional_mail", ADDITIONAL)
    leaving = world.some(world.readers, 25) if world.month else []
    for reader in leaving:
        person = world.troth.subject("subscriber", reader)
        person.object("newsletter", because="the link in a mail", actor="flows")
        world.readers.remove(reader)
    world.unsubscribed += leaving
    with world.purpose("newsletter_care") as db:
        mark(db, "subscriber.left_at", "subscriber_id", dict.fromkeys(leaving, world.now - MONTH / 2))
    world.count("readers who left", len(leaving))


def _send(world: World, purpose: str, mailing: int) -> None:
    with world.purpose(purpose) as db:
        people = [key for (key,) in db.execute("select subscriber_id from subscriber").fetchall()]
    with world.purpose("mail_log") as db:
        sent = ({"mailing_id": mailing, "subscriber_id": key, "link_token": f"{mailing}-{key}-{world.chance.random()}",
                 "sent_at": world.end} for key in people)  # fmt: skip
        add(db, "delivery", sent)
    world.count("mails sent", len(people))


def run_activities(world: World) -> None:
    """People enter a contest while it is open; one wins; when it is over that is noted. The survey still runs."""
    which = CONTEST if world.month < 3 else SURVEY
    people = [world.somebody(4_000_000 + world.month * 1000 + place) for place in range(world.share(80, at_least=2))]
    entered = world.moment(world.start, world.end)
    rows = ({"activity_id": which, "full_name": who.name if which == CONTEST else None, "email": who.email,
             "answers": "Elm", "entered_at": entered} for who in people)  # fmt: skip
    with world.purpose("activity_entry") as db:
        add(db, "participant", rows)
    if world.month == 3:
        _draw(world)
    world.count("entries", len(people))


def _draw(world: World) -> None:
    with world.purpose("activity_draw") as db:
        everybody = "select participant_id from participant where activity_id = %s order by 1"
        entered = [key for (key,) in db.execute(everybody, [CONTEST]).fetchall()]
    with world.purpose("prizes") as db:
        add(db, "prize", [{"participant_id": entered[0], "what": "A year of Teams", "awarded_at": world.start}])
    with world.purpose("activity_draw") as db:
        mark(db, "participant.activity_ended_at", "participant_id", dict.fromkeys(entered, world.now - MONTH))


def hire(world: World) -> None:
    """Applications come in with papers, are reviewed, and decided; some may be kept in mind, if they say so."""
    posting = 1 if world.month < 3 else 2
    people = [world.somebody(5_000_000 + world.month * 1000 + place) for place in range(world.share(40, at_least=2))]
    applied = world.moment(world.start, world.start + MONTH / 2)
    rows = ({"posting_id": posting, "full_name": who.name, "email": who.email, "phone_number": who.phone,
             "applied_at": applied} for who in people)  # fmt: skip
    with world.purpose("recruiting_intake") as db:
        made = [key for (key,) in add(db, "applicant", rows, returning=["applicant_id"])]
        papers = (
            {"applicant_id": key, "sort": sort, "file_ref": f"applications/{key}/{sort}.pdf"}
            for key in made
            for sort in ("cv", "letter")
        )
        add(db, "application_document", papers)
        add(db, "application_review", (_review(key, applied) for key in made))
    world.consent("applicant", made[:1], "talent_pool", "Keep my application in mind for other jobs")
    with world.purpose("recruiting") as db:
        db.execute("update applicant set outcome = 'rejected' where applicant_id = any(%s)", [made[1:]])
        mark(db, "applicant.decided_at", "applicant_id", dict.fromkeys(made[1:], world.now - MONTH / 2))
    world.count("applications", len(made))


def _review(applicant: int, at: Any) -> dict[str, Any]:
    return {"applicant_id": applicant, "reviewer": "Ion", "note": "Knows indexes", "at": at + timedelta(days=5)}
