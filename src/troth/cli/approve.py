"""`troth approve`: record that somebody in a role approves that a purpose works for a person."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from troth.cli.options import (
    DAY,
    Actor,
    ApprovingRole,
    Kind,
    PersonKey,
    PurposeName,
    Reason,
    day_of,
    key_of,
    on_troth,
)
from troth.cli.output import say
from troth.client import Troth


@on_troth
def command(
    troth: Troth,
    *,
    kind: Kind,
    key: PersonKey,
    purpose: PurposeName,
    role: ApprovingRole,
    because: Reason,
    until: Annotated[
        datetime | None, typer.Option("--until", formats=DAY, help="The last day of the approval.")
    ] = None,
    actor: Actor = None,
) -> None:
    """Approve that a purpose works for a person, where it needs that."""
    person = troth.subject(kind, key_of(key))
    say(person.approve(purpose, role=role, because=because, until=day_of(until), actor=actor))
