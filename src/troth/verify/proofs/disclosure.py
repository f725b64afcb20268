"""Data is released to a recipient by a recorded disclosure alone: minimised, with everybody in it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from troth.policy.kept_by import Argument, takes
from troth.policy.model import Recipient
from troth.postgres.parameters import as_array
from troth.verify.canary.meeting import canary_of
from troth.verify.canary.playing import Played
from troth.verify.evidence import Evidence, Unproved
from troth.verify.look import Look
from troth.verify.reach import EVERYONE, recipients_named
from troth.verify.releasing import Releasing

KIND = "disclosure"
ARGUMENT = takes("recipient", one_of=(EVERYONE,))
NEEDS = "canary"


def prove(look: Look, argument: Argument) -> Iterator[Evidence | Unproved]:
    """What was released so far, in records and ledger; and a release of a canary, tried and taken back."""
    for name in recipients_named(look, argument):
        recipient = look.compiled.policy.recipients[name]
        if recipient.by_ticket:
            if EVERYONE not in argument.all("recipient"):
                yield Unproved(says=f"`{name}` is read with a ticket, and gets no releases")
            continue
        yield _recorded(look, name, recipient)
        if not recipient.counts and not recipient.ordered:
            yield from _tried(look, name, recipient)


def _recorded(look: Look, name: str, recipient: Recipient) -> Evidence:
    policy = look.compiled.policy
    received = policy.categories_of(recipient.patterns) if not recipient.ordered else frozenset(policy.categories)
    asked: dict[str, Any] = {"recipient": name, "version": policy.version, "categories": as_array(sorted(received))}
    (row,) = look.rows("proof disclosures", {**asked, **_days(recipient, policy.time_zone)})
    wrong = {
        "do not record everybody in them": row["unrecorded"],
        "are of more kinds of data than it receives": row["wider"],
        "were made outside its agreement": row["outside"],
        "are not in the ledger as they were": row["unentered"],
    }
    said = [f"{count} {words}" for words, count in wrong.items() if count]
    says = "; ".join(said) if said else "each with everybody in it, of what it receives, in time, and in the ledger"
    return Evidence(
        kept=not said,
        says=f"{row['all']} disclosures to {name}: {says}",
        how="troth.disclosure against troth.disclosed_person and troth.ledger_entry",
        count=row["all"],
    )


def _days(recipient: Recipient, zone: str) -> dict[str, datetime]:
    """From when until when something may have been released under the papers that the policy names now."""
    papers = (recipient.agreement, recipient.safeguard, recipient.review)
    begins = [recipient.agreement.signed] if recipient.agreement else []
    begins += [recipient.review.done] if recipient.review else []
    ends = [paper.expires for paper in papers if paper is not None and paper.expires is not None]
    first, last = max(begins, default=date(1, 1, 2)), min(ends, default=date(9990, 1, 1))
    midnight = time(tzinfo=ZoneInfo(zone))
    return {"from": datetime.combine(first, midnight), "until": datetime.combine(last + timedelta(days=1), midnight)}


def _tried(look: Look, name: str, recipient: Recipient) -> Iterator[Evidence | Unproved]:
    canary = canary_of(look)
    if isinstance(canary, Unproved):
        yield canary
        return
    releasing = Releasing(look, name)
    people = canary.people()
    received = look.compiled.policy.categories_of(recipient.patterns)
    other = sorted(set(look.compiled.policy.categories) - received)
    if people and other:
        yield releasing.refused(f"a release of {other[0]}", lambda: releasing.plan(people[0], categories=(other[0],)))
    for person in people:
        with look.connection.transaction(force_rollback=True):
            releasing.meet(canary, person)
            if releasing.leaves(person):
                yield _leaves(look, releasing, person)
                return
    yield Unproved(says=f"nothing of the canary leaves to `{name}`, whatever is agreed")


def _leaves(look: Look, releasing: Releasing, person: Played) -> Evidence:
    """One person leaves, and the record says just that."""
    name = releasing.name
    made = releasing.release(releasing.plan(person))
    (row,) = look.rows("proof released", {"id": made.id})
    received = look.compiled.policy.categories_of(look.compiled.policy.recipients[name].patterns)
    more = {category for listed in row["categories"] for category in listed} - received
    sound = row["people"] == row["recorded"] == made.people and row["digest"] == made.digest and not more
    says = f"the canary `{person.name}` leaves in {made.rows} rows, {'recorded' if sound else 'and wrongly recorded'}"
    return Evidence(kept=sound, says=says, how=f"a release to {name}, tried and taken back", count=made.rows)
