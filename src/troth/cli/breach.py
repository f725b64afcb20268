"""`troth breach`: whose data lay within the reach of a login that was in wrong hands, and the 72 hours from then on."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from troth.cli.options import FOUND, Actor, As, Because, Yes, on_troth
from troth.cli.output import Format, confirm, print_json, say
from troth.client import Troth

FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d"]


@on_troth
def command(
    troth: Troth,
    *,
    role: Annotated[str | None, typer.Option(help="The login that was in wrong hands.")] = None,
    start: Annotated[
        datetime | None, typer.Option("--from", formats=FORMATS, help="From when, in the policy's time zone.")
    ] = None,
    end: Annotated[datetime | None, typer.Option("--to", formats=FORMATS, help="Until when.")] = None,
    known: Annotated[
        datetime | None, typer.Option(formats=FORMATS, help="When it became known, if that was before now.")
    ] = None,
    look: Annotated[bool, typer.Option("--look", help="Only look; nothing is recorded.")] = False,
    told: Annotated[
        int | None, typer.Option(metavar="ID", help="The authority was told of this breach, or need not be.")
    ] = None,
    how: Annotated[str, typer.Option(help="How and when it was told, or why it need not be.")] = "",
    recorded: Annotated[bool, typer.Option("--list", help="The breaches that were recorded.")] = False,
    because: Because = None,
    yes: Yes = False,
    form: As = Format.TEXT,
    actor: Actor = None,
) -> int:
    """Say whose data of which kind a login could reach between two moments, and record it: the 72 hours begin.

    Leaves with 2 while an authority is to be told.
    """
    if told is not None:
        say(troth.breaches.told(told, how=how, actor=actor))
        return 0
    if recorded:
        return _list(troth, form)
    if role is None or start is None or end is None:
        raise typer.BadParameter("say --role, --from and --to; or --list, or --told")
    report = troth.breaches.look(role, start, end)
    if form is Format.JSON:
        print_json(report.to_json())
    else:
        say(report)
    if look:
        return 0
    if not because:
        raise typer.BadParameter("say --because: what happened, in words; or --look, to record nothing")
    confirm("Record this breach?", yes=yes)
    say(troth.breaches.record(report, because=because, known=known, actor=actor))
    return FOUND


def _list(troth: Troth, form: Format) -> int:
    found = troth.breaches.list()
    if form is Format.JSON:
        print_json([breach.to_json() for breach in found])
    else:
        for breach in found:
            say(breach)
    return FOUND if any(breach.told_at is None for breach in found) else 0
