"""`troth child-found`: a person is a child who was not meant to be here; or was taken for one by mistake."""

from __future__ import annotations

from typing import Annotated

import typer

from troth.cli.options import Actor, Kind, PersonKey, Reason, Yes, key_of, on_troth
from troth.cli.output import confirm, say
from troth.client import Troth
from troth.compiler.live.scopes import closed_to_children


@on_troth
def command(
    troth: Troth,
    *,
    kind: Kind,
    key: PersonKey,
    because: Reason,
    mistaken: Annotated[bool, typer.Option("--mistaken", help="It was a mistake: the windows open again.")] = False,
    yes: Yes = False,
    actor: Actor = None,
) -> None:
    """Close every window but those of a named law to a child, and end their consents: erasure outranks holds then."""
    person = troth.subject(kind, key_of(key))
    if mistaken:
        say(person.no_child(because=because, actor=actor))
        return
    closed = ", ".join(closed_to_children(troth.files.declared.policy))
    say(f"{person}: closed to {closed}; every consent ends")
    confirm("Is this person a child who should not be here?", yes=yes)
    say(person.child_found(because=because, actor=actor))
