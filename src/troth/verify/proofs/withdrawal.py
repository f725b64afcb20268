"""A consent that is withdrawn takes the person out of the purpose's sight at once."""

from __future__ import annotations

from collections.abc import Iterator

from troth.policy.kept_by import Argument, takes
from troth.verify.canary.meeting import Meeting, meet
from troth.verify.evidence import Evidence, Unproved
from troth.verify.look import Look

KIND = "withdrawal"
ARGUMENT = takes("purpose")
NEEDS = "canary"


def prove(look: Look, argument: Argument) -> Iterator[Evidence | Unproved]:
    """The canary consents, is seen, withdraws, and is seen no more; both words stand in the history and the ledger."""
    for purpose in argument.all("purpose"):
        if not look.compiled.policy.purposes[purpose].asks_consent:
            yield Unproved(says=f"`{purpose}` does not rest on consent: it is ended by an objection, not a withdrawal")
            continue
        meeting = meet(look, purpose)
        if isinstance(meeting, Unproved):
            yield meeting
            continue
        yield meeting.seen()
        _everything_else(look, meeting, purpose)
        meeting.canary.say(meeting.person, "withdraw", purpose)
        yield meeting.hidden("right after the withdrawal")
        yield said_and_recorded(look, meeting, "withdraw", purpose)


def _everything_else(look: Look, meeting: Meeting, purpose: str) -> None:
    """The person consents to every other purpose, and everybody else to this one: neither may show them."""
    canary, person = meeting.canary, meeting.person
    for name, said in look.compiled.policy.purposes.items():
        if said.asks_consent and name != purpose:
            canary.say(person, "consent", name)
    for other in canary.people():
        if other != person:
            canary.say(other, "consent", purpose)


def said_and_recorded(look: Look, meeting: Meeting, word: str, purpose: str) -> Evidence:
    """A word about the canary is in their history, and in the ledger by pseudonym."""
    history = [each for each in meeting.canary.subject(meeting.person).history() if each.word == word]
    kind, key = meeting.person.kind, list(map(str, meeting.person.key))
    entries = look.rows("proof entries about", {"word": word, "kind": kind, "key": key})[0]["count"]
    kept = any(each.purpose == purpose for each in history) and entries > 0
    says = (
        f"`{word}` is in the history, and in the ledger under a pseudonym"
        if kept
        else f"`{word}` is {len(history)} times in the history and {entries} times in the ledger"
    )
    return Evidence(kept=kept, says=says, how=f"troth.history_{kind} and troth.ledger_entry", count=entries)
