"""`troth sweep`: erase what nothing needs any more, after showing it; or look at it only; or do so again and again."""

from __future__ import annotations

import time
from datetime import datetime
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from troth.cli.options import FOUND, Actor, As, Yes, on_troth
from troth.cli.output import Format, confirm, print_as, print_findings, say, stderr
from troth.client import Troth
from troth.errors import Refused, Unavailable
from troth.journal.behind import BEHIND
from troth.retention.every import seconds_of
from troth.retention.sweep import Swept
from troth.retention.sweeping import BIG, Sweeping, refusals


@on_troth
def command(
    troth: Troth,
    *,
    plan: Annotated[
        bool, typer.Option("--plan", help="Only show what it would take and why. Changes nothing.")
    ] = False,
    watch: Annotated[bool, typer.Option("--watch", help="Sweep again and again, without asking.")] = False,
    every: Annotated[str, typer.Option(help="How long to wait between two sweeps: `30 minutes`, `1 hour`.")] = "1 hour",
    batch: Annotated[
        int | None,
        typer.Option(min=1, help="Rows of one transaction. If not said: few at first, more while they are quick."),
    ] = None,
    at_most: Annotated[
        int | None, typer.Option(min=1, help="Delete or change so many rows at most, then stop.")
    ] = None,
    actor: Actor = None,
    yes: Yes = False,
    form: As = Format.TEXT,
) -> int:
    """Erase what no purpose and no hold needs any more. Shows it by table, column and cause, and asks.

    The first sweep of a database asks for the number of rows to be typed, if they are many. It can be stopped at any
    time, and run twice at once. Leaves with 2 if something is due (--plan), or could not be erased."""
    if watch:
        return _watch(troth, pause=seconds_of(every), batch=batch, at_most=at_most, actor=actor)
    if plan:
        return _show(troth, form)
    troth.owe_files()
    with stderr.status("looking") as status, troth.sweeping(lambda what: status.update(f"looking at {what}")) as found:
        due = found.plan()
        status.stop()
        if form is Format.TEXT:
            say(due)
        if not due.empty:
            _ask(found, yes=yes)
        swept = _run(found, batch=batch, at_most=at_most, actor=actor)
    print_as(swept, form)
    return _refused(swept)


def _show(troth: Troth, form: Format) -> int:
    with stderr.status("looking") as status:
        due = troth.plan_sweep(looking=lambda what: status.update(f"looking at {what}"))
    print_as(due, form)
    return 0 if due.empty else FOUND


def _ask(found: Sweeping, *, yes: bool) -> None:
    """Ask before anything goes. Raises typer.Abort."""
    if yes or not (found.first and found.touched >= BIG):
        confirm("Erase this?", yes=yes)
        return
    typed = typer.prompt(f"This is the first sweep. To go on, type the number of rows, {found.touched}")
    if typed.strip().replace(",", "") != str(found.touched):
        raise typer.Abort


def _run(found: Sweeping, *, batch: int | None, at_most: int | None, actor: str | None) -> Swept:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    total = found.touched if at_most is None else min(found.touched, at_most)
    with Progress(*columns, console=stderr, transient=True) as progress:
        task = progress.add_task("sweeping", total=total)
        return found.run(
            batch=batch,
            at_most=at_most,
            actor=actor,
            progress=lambda table, rows: progress.update(task, description=f"sweeping {table}", advance=rows),
        )


def _refused(swept: Swept) -> int:
    found = refusals(swept)
    print_findings(found, console=stderr)
    return FOUND if found else 0


def _watch(troth: Troth, *, pause: float, batch: int | None, at_most: int | None, actor: str | None) -> int:
    """Sweep, wait, and sweep again, until it is stopped. A database that cannot be reached is tried again, and one that
    is older than its journal, whose windows are shut by that."""
    try:
        while True:
            try:
                swept = troth.sweep(batch=batch, at_most=at_most, actor=actor)
                say(f"{datetime.now().astimezone():%Y-%m-%d %H:%M:%S} {swept}")
                _refused(swept)
            except (Unavailable, Refused) as problem:
                if isinstance(problem, Refused) and problem.findings[0].code != BEHIND:
                    raise
                print_findings(problem.findings, console=stderr)
            time.sleep(pause)
    except KeyboardInterrupt:
        return 0
