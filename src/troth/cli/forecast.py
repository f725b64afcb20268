"""`troth forecast`: what will expire when, if nothing happens until then."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from troth.cli.options import As, on_troth
from troth.cli.output import Format, print_json, stderr, stdout
from troth.client import Troth
from troth.retention.forecast import Forecast
from troth.retention.forecast_picture import draw

BAR = 28
"""How wide the bar of all of today's rows is."""


@on_troth
def command(
    troth: Troth,
    *,
    form: As = Format.TEXT,
    svg: Annotated[Path | None, typer.Option("--svg", metavar="FILE", help="Also draw it there.")] = None,
) -> None:
    """Count what will not be needed any more, month by month and then year by year. Changes nothing."""
    with Progress(TextColumn("counting"), BarColumn(), MofNCompleteColumn(), console=stderr, transient=True) as bar:
        task = bar.add_task("counting")
        found = troth.forecast(progress=lambda done, of: bar.update(task, completed=done, total=of))
    if svg is not None:
        svg.write_text(draw(found), encoding="utf-8")
    if form is Format.JSON:
        print_json(found.to_json())
    else:
        stdout.print(_table(found))


def _table(found: Forecast) -> Table:
    """A line for each day on which the number changes."""
    total = sum(found.rows.values())
    table = Table(show_edge=False, pad_edge=True, header_style="dim")
    table.add_column("by")
    table.add_column("not needed", justify="right")
    table.add_column(f"of {total:,} rows")
    table.add_column("most of it")
    before = -1
    for moment in found.moments:
        if moment.total == before:
            continue
        before = moment.total
        most = sorted(moment.rows.items(), key=lambda item: -(item[1] or 0))[:3]
        filled = round(BAR * moment.total / total) if total else 0
        words = ", ".join(f"{count:,} {relation}" for relation, count in most if count)
        table.add_row(str(moment.on), f"{moment.total:,}", "█" * filled + "░" * (BAR - filled), words)
    return table
