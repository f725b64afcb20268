"""`troth approve`: record that somebody in a role approves that a purpose works for a person."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from troth.cli.options import Actor, ApprovingRole, Kind, PersonKey, PurposeName, Reason, key_of, on_troth
from troth.cli.output import stdout
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
        datetime | None, typer.Option("--until", formats=["%Y-%m-%d"], help="The last day of the approval.")
    ] = None,
    actor: Actor = None,
) -> None:
    """Approve that a purpose works for a person, where it needs that."""
    person = troth.subject(kind, key_of(key))
    last = until.date() if until else None
    stdout.print(str(person.approve(purpose, role=role, because=because, until=last, actor=actor)), markup=False)
