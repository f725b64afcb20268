"""`troth approve-release`: a role of the company approves that a recipient may get data of some people."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from troth.cli.disclose import People
from troth.cli.options import DAY, Actor, Reason, day_of, on_troth, somebody
from troth.cli.output import say
from troth.client import Troth


@on_troth
def command(
    troth: Troth,
    *,
    recipient: Annotated[str, typer.Argument(help="A recipient of the policy that needs approvals.")],
    role: Annotated[str, typer.Option("--as", help="The role that approves, as the policy names it.")],
    because: Reason,
    subject: People = None,
    until: Annotated[datetime | None, typer.Option(formats=DAY, help="The last day on which it holds.")] = None,
    actor: Actor = None,
) -> None:
    """Record an approval that a recipient needs, before a release: of some people, or without them of everyone."""
    outcome = troth.approve_release(
        recipient,
        role=role,
        people=[somebody(text) for text in subject or ()],
        because=because,
        until=day_of(until),
        actor=actor,
    )
    say(outcome)
