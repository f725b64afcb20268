"""A person who objects is seen by the purpose no more; where it is weighed up, not until it is answered."""

from __future__ import annotations

from collections.abc import Iterator

from troth.policy.kept_by import Argument, takes
from troth.policy.model import Basis
from troth.verify.canary.meeting import Meeting, meet
from troth.verify.evidence import Evidence, Unproved
from troth.verify.look import Look
from troth.verify.proofs.withdrawal import said_and_recorded

KIND = "objection"
ARGUMENT = takes("purpose")
NEEDS = "canary"

CAN = (Basis.LEGITIMATE_INTEREST, Basis.PUBLIC_TASK)


def prove(look: Look, argument: Argument) -> Iterator[Evidence | Unproved]:
    """The canary is seen, objects, and is seen no more, whether that is pending or upheld."""
    for name in argument.all("purpose"):
        purpose = look.compiled.policy.purposes[name]
        if purpose.basis not in CAN and not purpose.direct_marketing:
            yield Unproved(says=f"`{name}` rests on {purpose.basis}: the law gives no objection to it")
            continue
        meeting = meet(look, name)
        if isinstance(meeting, Unproved):
            yield meeting
            continue
        yield meeting.seen()
        yield from _objected(look, meeting, name)


def _objected(look: Look, meeting: Meeting, name: str) -> Iterator[Evidence]:
    purpose = look.compiled.policy.purposes[name]
    meeting.canary.say(meeting.person, "object", name)
    yield meeting.hidden("right after the objection")
    if purpose.objection == "balance" and not purpose.direct_marketing:
        meeting.canary.say(meeting.person, "uphold", name)
        yield meeting.hidden("after it was upheld")
    yield said_and_recorded(look, meeting, "object", name)
