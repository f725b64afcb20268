"""`troth port`: what a person provided, for other machines to read."""

from __future__ import annotations

from typing import Annotated

import typer

from troth.cli.asked import Request
from troth.cli.copies import SamePerson, To, WithoutRequest, checked_reason
from troth.cli.options import Actor, As, Because, Kind, PersonKey, Yes, key_of, on_troth
from troth.cli.output import Format, print_json, say
from troth.client import Troth
from troth.client.person import Why


@on_troth
def command(
    troth: Troth,
    *,
    kind: Kind,
    key: PersonKey,
    to: To,
    request: Request = None,
    without_request: WithoutRequest = False,
    because: Because = None,
    hand_to: Annotated[
        str | None, typer.Option(metavar="NAME", help="The other service that the person wants to have it.")
    ] = None,
    same_person: SamePerson = False,
    actor: Actor = None,
    yes: Yes = False,
    form: As = Format.TEXT,
) -> None:
    """Give a person what they provided, or was observed of them, under consent or contract (Art. 20 GDPR).

    With --hand-to it goes to another service, at the person's verified request alone, and their history says so.
    """
    checked_reason(request=request, without_request=without_request, because=because)
    person = troth.subject(kind, key_of(key))
    asked: Why = {"request": request, "because": because, "actor": actor}
    written = person.port_to(to, over=yes, same_person=same_person, hand_to=hand_to, **asked)
    if form is Format.JSON:
        print_json(written.to_json())
    else:
        say(written)
        if not written.rows:
            say("Nothing that came from them is used under consent or contract: `troth access` has it all.")
