"""`troth observe`: which window each statement of a running application would need, from PostgreSQL's own log."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from troth.adopt.logs import read_log
from troth.adopt.observe import observe
from troth.cli.options import As, on_troth
from troth.cli.output import Format, print_as
from troth.client import Troth


@on_troth
def command(
    troth: Troth,
    *,
    log: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="PostgreSQL's csvlog, jsonlog or plain log.")
    ],
    user: Annotated[str | None, typer.Option(help="Only the statements of this login.")] = None,
    form: As = Format.TEXT,
) -> None:
    """Name the window that each logged statement would need, and what is missing where none serves it."""
    with log.open(encoding="utf-8", errors="replace") as lines, troth.owner() as connection:
        observation = observe(connection, troth.compiled(), read_log(lines), user=user)
    print_as(observation, form)
