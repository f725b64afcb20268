"""`troth replay`: after a restore, repeat what the backup has forgotten."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from troth.cli.options import Actor, As, Yes, on_troth
from troth.cli.output import Format, confirm, print_json, say, stderr
from troth.client import Troth

LEAVE = typer.Option(
    "--leave-unconfirmed", help="Do not repeat deeds of which a crash has hidden whether they were committed."
)


@on_troth
def command(
    troth: Troth,
    *,
    leave_unconfirmed: Annotated[bool, LEAVE] = False,
    actor: Actor = None,
    yes: Yes = False,
    form: As = Format.TEXT,
) -> None:
    """Repeat every erasure, withdrawal, objection and restriction that a restored database has forgotten.

    Shows what would be repeated, and asks. Consents are not given again in a person's name: the plan says whom to ask.
    Killed at any moment, it goes on where it was.
    """
    with stderr.status("looking for the people whom the journal means"):
        plan = troth.restored.plan(leave_unconfirmed=leave_unconfirmed)
    if form is Format.TEXT:
        say(plan)
    if not plan.empty:
        confirm("Repeat this?", yes=yes)
        with Progress(
            TextColumn("repeating"), BarColumn(), MofNCompleteColumn(), console=stderr, transient=True
        ) as progress:
            bar = progress.add_task("", total=sum(len(someone.again) for someone in plan.people))
            left = troth.restored.replay(plan, actor=actor, told=lambda _: progress.advance(bar))
        for line in left:
            say(line)
    if form is Format.JSON:
        print_json(plan.to_json())
    elif not plan.empty:
        say("The database knows again what people asked for. Its windows are open.")
