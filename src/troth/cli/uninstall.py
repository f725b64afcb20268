"""`troth uninstall`: leave the database as it was found, after exporting what people said."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from troth.cli.options import Yes, on_troth
from troth.cli.output import confirm, say
from troth.client import Troth
from troth.rollout.uninstall import plan_uninstall, uninstall


@on_troth
def command(
    troth: Troth,
    *,
    export: Annotated[
        Path, typer.Option("--export-to", help="A new file for consents, objections, restrictions, holds and history.")
    ],
    yes: Yes = False,
) -> None:
    """Unmake everything Troth made in this database, after exporting what must outlive it to a file of JSON lines."""
    with troth.owner() as connection:
        plan = plan_uninstall(connection, troth.opened.names)
        say(plan)
        confirm("Unmake all of this?", yes=yes)
        uninstall(connection, plan, export_to=export)
    say(f"The database is as it was found. What people said is in {export}.")
