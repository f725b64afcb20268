"""`troth picture`: how personal data flows by the two files, drawn. Needs no database."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from troth.cli.options import DEFAULT_FOLDER, PolicyFolder
from troth.explain.picture import draw
from troth.rollout.deployment import read_files


def command(
    to: Annotated[
        Path | None, typer.Option("--to", metavar="FILE", help="Where it is written, if not printed.")
    ] = None,
    policy: PolicyFolder = DEFAULT_FOLDER,
) -> None:
    """Draw how personal data flows, from people over purposes to recipients, as an SVG. Needs no database."""
    drawn = draw(read_files(policy).declared)
    if to is None:
        typer.echo(drawn, nl=False)
    else:
        to.write_text(drawn, "utf-8")
