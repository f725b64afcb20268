"""`troth access`: everything that is held about a person, with what the law wants said about it."""

from __future__ import annotations

from troth.cli.asked import Request
from troth.cli.copies import SamePerson, To, WithoutRequest, checked_reason
from troth.cli.options import Actor, As, Because, Kind, PersonKey, Yes, key_of, on_troth
from troth.cli.output import Format, print_as
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
    same_person: SamePerson = False,
    actor: Actor = None,
    yes: Yes = False,
    form: As = Format.TEXT,
) -> None:
    """Give a person a copy of everything that is held about them, with the information of Art. 15(1) GDPR.

    Other people's data in the same rows is left out. The file can be read by its owner alone.
    """
    checked_reason(request=request, without_request=without_request, because=because)
    person = troth.subject(kind, key_of(key))
    asked: Why = {"request": request, "because": because, "actor": actor}
    written = person.access_to(to, over=yes, same_person=same_person, **asked)
    print_as(written, form)
