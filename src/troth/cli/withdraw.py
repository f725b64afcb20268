"""`troth withdraw`: take back a consent, at once."""

from __future__ import annotations

from troth.cli.asked import Request, for_request
from troth.cli.options import Actor, Kind, PersonKey, PurposeName, key_of, on_troth
from troth.cli.output import say
from troth.client import Troth


@on_troth
def command(
    troth: Troth,
    *,
    kind: Kind,
    key: PersonKey,
    purpose: PurposeName,
    request: Request = None,
    actor: Actor = None,
) -> None:
    """Withdraw a consent. It takes effect for every statement that starts after it."""
    person = troth.subject(kind, key_of(key))
    with for_request(troth, person, request, asks="withdraw", actor=actor):
        outcome = person.withdraw(purpose, actor=actor)
    say(outcome)
