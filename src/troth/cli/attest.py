"""`troth attest`: somebody confirms a promise that no check can see, with evidence, for a time."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from troth.cli.options import DAY, Actor, day_of, on_troth
from troth.cli.output import say
from troth.client import Troth


@on_troth
def command(
    troth: Troth,
    *,
    promise: Annotated[str, typer.Argument(help="A promise of the policy with `attested_by`.")],
    role: Annotated[str, typer.Option(help="The role in which it is confirmed: the one that the policy names.")],
    evidence: Annotated[str, typer.Option(metavar="FILE|TEXT", help="What was looked at: a file, or words.")],
    until: Annotated[
        datetime | None, typer.Option(formats=DAY, help="Until when it counts; as long as the policy says.")
    ] = None,
    actor: Actor = None,
) -> None:
    """Confirm a promise in a role, with the evidence. Of a file, its name and digest are kept, not its content."""
    ends = troth.attest(promise, role=role, evidence=evidence, until=day_of(until), actor=actor)
    say(f"{promise} is confirmed by {role} until {ends}")
