"""`troth demo`: companies that run on Troth, from nothing: policies applied, months of their lives, and the board."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from troth.checks import check_declared
from troth.cli.options import FOUND
from troth.cli.output import print_findings, say, stdout, summary
from troth.cli.showing import Show
from troth.cli.staged import COMPANIES, Staged, part, staged
from troth.cli.verify import print_board
from troth.errors import Refused
from troth.findings import Finding, Level, Place, did_you_mean
from troth.verify.board import Board
from troth.verify.board_page import page
from troth.verify.evidence import Status
from troth.verify.report import Report

FEW = {"members": 120, "orders": 240}
"""How large each story is where all are played one after the other."""


def command(
    company: Annotated[str | None, typer.Argument(help=f"One of: {', '.join(COMPANIES)}. Without it: all.")] = None,
    members: Annotated[int | None, typer.Option(min=40, help="How many people its story has.")] = None,
    orders: Annotated[int | None, typer.Option(min=80, help="How many orders, or whatever else they come for.")] = None,
) -> int:
    """Run companies on an embedded PostgreSQL: check, plan, apply, their lives, and the board of their promises.

    With one company's name: also a look at what each of its purposes sees. Exit code 1 if a promise is broken.
    """
    if company is not None and company not in COMPANIES:
        message = f"there is no company `{company}` to run"
        why = "the demo runs the companies that come with Troth, or all of them if none is named"
        where, hint = Place(object=company), did_you_mean(company, COMPANIES)
        raise Refused(Finding(code="TR506", message=message, where=where, why=why, hint=hint))
    show, started = Show(stdout), time.monotonic()
    chosen = {name: size for name, size in (("members", members), ("orders", orders)) if size is not None}
    if company is None:
        reports = [_run(name, show, FEW | chosen, tour=False) for name in COMPANIES]
        _boards(show, reports)
    else:
        reports = [_run(company, show, chosen, tour=True)]
        if reports[0].board is not None:
            print_board(reports[0].board)
    show.title(f"Done in {time.monotonic() - started:.0f} seconds")
    return 0 if all(report.sound for report in reports) else FOUND


def _run(name: str, show: Show, sizes: dict[str, int], *, tour: bool) -> Report:
    show.title(f"{name}: a new database")
    with staged(name) as company:
        reached = "over TLS alone" if company.server.encrypted else "on a local socket: it was built without TLS"
        show.say(f"PostgreSQL {company.server.major} under {company.server.folder}, {reached}")
        _roll_out(company, show, talkative=tour)
        story = company.play(sizes)
        counts = [f"{count:,} {what}" for what, count in story.counts.items()]
        for line in counts if tour else [", ".join(counts)]:
            show.say(line)
        if tour:
            part(name, "tour").tour(company.troth, story, show)
        show.say(f"{company.confirm()} promises that only people can confirm are confirmed")
        report = company.verify()
        print_findings(report.of(Level.ERROR))
        if tour:
            show.title("troth verify")
            say(report.speaks)
        show.say(report.summary())
        if tour and hasattr(part(name, "tour"), "leave"):
            part(name, "tour").leave(company, story, show)
    return report


def _roll_out(company: Staged, show: Show, *, talkative: bool) -> None:
    """Check, plan and apply, as `troth check`, `troth plan` and `troth apply` do."""
    findings = check_declared(company.troth.files.declared)
    print_findings([finding for finding in findings if finding.level is Level.ERROR])
    plan = company.troth.plan()
    purposes, tables = len(company.troth.files.declared.policy.purposes), len(plan.compiled.mapped.tables)
    if talkative:
        show.title("troth check, troth plan, troth apply")
        show.say(summary(findings))
    show.say(f"{purposes} purposes on {tables} tables: {plan.summary()}")
    company.troth.apply(plan)
    show.say(f"applied in one transaction; troth plan, again: {company.troth.plan()}")


def _boards(show: Show, reports: Sequence[Report]) -> None:
    """Every company in a line, all of them together, and a page to read."""
    show.title("The board: each sentence of each policy, and its proof")
    stdout.print(in_lines([report.board for report in reports if report.board is not None]))
    file = Path.cwd() / ".troth" / "demo" / "board.html"
    file.write_text(page(reports), encoding="utf-8")
    show.say(f"with the evidence of each: {file}")


def in_lines(boards: Sequence[Board]) -> Table:
    """A line for each company, all of them together below; no wider than a terminal of 80 columns."""
    statuses = (Status.KEPT, Status.ATTESTED, Status.INFORMS, Status.UNPROVED, Status.BROKEN)
    table = Table(show_edge=False, pad_edge=False, collapse_padding=True, header_style="dim", show_footer=True)
    table.add_column("company", footer="together", no_wrap=True)
    table.add_column("promises", justify="right", footer=str(sum(len(board.proofs) for board in boards)))
    for status in statuses:
        total = sum(board.totals[status] for board in boards)
        table.add_column(status.value, justify="right", footer=str(total))
    table.add_column("seconds", justify="right", footer=f"{sum(board.seconds for board in boards):.0f}")
    for board in boards:
        counts = (str(board.totals[status]) for status in statuses)
        table.add_row(board.policy, str(len(board.proofs)), *counts, f"{board.seconds:.1f}")
    return table
