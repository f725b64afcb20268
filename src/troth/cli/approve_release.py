"""`troth approve-release`: a role of the company approves that a recipient may get data of some people."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from troth.cli.disclose import People, somebody
from troth.cli.options import Actor, on_troth
from troth.cli.output import stdout
from troth.client import Troth


@on_troth
def command(
    troth: Troth,
    *,
    recipient: Annotated[str, typer.Argument(help="A recipient of the policy that needs approvals.")],
    role: Annotated[str, typer.Option("--as", help="The role that approves, as the policy names it.")],
    because: Annotated[str, typer.Option(help="Why, in words that will be read later.")],
    subject: People = None,
    until: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The last day on which it holds.")
    ] = None,
    actor: Actor = None,
) -> None:
    """Record an approval that a recipient needs, before a release: of some people, or without them of everyone."""
    outcome = troth.approve_release(
        recipient,
        role=role,
        people=[somebody(text) for text in subject or ()],
        because=because,
        until=until.date() if until else None,
        actor=actor,
    )
    stdout.print(str(outcome), markup=False)
