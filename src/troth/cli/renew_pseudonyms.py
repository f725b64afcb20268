"""`troth renew-pseudonyms`: another secret for a window, so that what was copied out of it joins nothing read later."""

from __future__ import annotations

from typing import Annotated

import typer

from troth.cli.options import FOUND, Actor, As, Yes, on_troth
from troth.cli.output import Format, confirm, print_json, say
from troth.client import Troth


@on_troth
def command(
    troth: Troth,
    *,
    window: Annotated[str, typer.Argument(help="A purpose with `keys: pseudonym`, or `recipient NAME` in quotes.")],
    plan: Annotated[bool, typer.Option("--plan", help="Only show it. Changes nothing, and leaves with 2.")] = False,
    actor: Actor = None,
    yes: Yes = False,
    form: As = Format.TEXT,
) -> int:
    """Give a window another secret for its pseudonyms. Shows which columns will show others, and asks.

    What was copied out of the window before joins nothing that is read from then on. Nobody can take it back.
    """
    renewal = troth.plan_renewal(window)
    if form is Format.TEXT:
        say(renewal)
    if not plan:
        confirm("Renew these pseudonyms?", yes=yes)
        troth.renew_pseudonyms(window, actor=actor)
    if form is Format.JSON:
        print_json({**renewal.to_json(), "renewed": not plan})
    elif not plan:
        say("Renewed.")
    return FOUND if plan else 0
