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
        meeting.canary.say(meeting.person, "withdraw", purpose)
        yield meeting.hidden("right after the withdrawal")
        yield said_and_recorded(look, meeting, "withdraw", purpose)


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
