"""`troth object`: a person's objection to a purpose (Art. 21 GDPR)."""

from __future__ import annotations

from troth.cli.asked import Request, for_request
from troth.cli.copies import SamePerson
from troth.cli.options import Actor, Because, Kind, PersonKey, PurposeName, key_of, on_troth
from troth.cli.output import say
from troth.client import Troth


@on_troth
def command(
    troth: Troth,
    *,
    kind: Kind,
    key: PersonKey,
    purpose: PurposeName,
    because: Because = None,
    request: Request = None,
    same_person: SamePerson = False,
    actor: Actor = None,
) -> None:
    """Record an objection: upheld at once, or pending where the policy asks for balancing.

    Against direct marketing it is final.
    """
    person = troth.subject(kind, key_of(key))
    people = [person, *(person.linked() if same_person else ())]
    with for_request(troth, person, request, asks="object", actor=actor):
        outcomes = [each.object(purpose, because=because, actor=actor) for each in people]
    for outcome in outcomes:
        say(outcome)
