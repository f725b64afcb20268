"""`troth tasks`: what is still owed to others: recipients to be told, other systems to be cleared."""

from __future__ import annotations

from typing import Annotated

import typer

from troth.cli.options import FOUND, As, on_troth
from troth.cli.output import Format, print_json, say
from troth.client import Troth


@on_troth
def command(
    troth: Troth,
    *,
    request: Annotated[int | None, typer.Option(help="Only what is owed because of this request.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="What is done already, too.")] = False,
    form: As = Format.TEXT,
) -> int:
    """What is still owed to others, the earliest due first: notices, then tasks. Leaves with 2 if any is overdue."""
    found = troth.elsewhere.list(request=request, all=everything)
    overdue = sum(each.overdue for each in found)
    if form is Format.JSON:
        print_json({"overdue": overdue, "owed": [each.to_json() for each in found]})
    else:
        for each in found:
            say(each)
        say(f"{len(found)} notices and tasks, {overdue} of them overdue")
    return FOUND if overdue else 0
