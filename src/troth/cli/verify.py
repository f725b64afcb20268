"""`troth verify`: does the running database keep what the policy says, sentence by sentence, and for whom?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated
from xml.etree.ElementTree import Element, SubElement, tostring

import typer
from rich.text import Text

from troth.cli.options import FOUND, AsCheck, on_troth
from troth.cli.output import CheckFormat, junit_cases, print_findings, print_json, say, stderr, stdout
from troth.client import Troth
from troth.verify.board import Board
from troth.verify.board_page import page
from troth.verify.evidence import Status
from troth.verify.report import Report

_STYLES = {
    Status.BROKEN: "bold red",
    Status.UNPROVED: "yellow",
    Status.ATTESTED: "blue",
    Status.KEPT: "green",
    Status.INFORMS: "dim",
}


@on_troth
def command(
    troth: Troth,
    *,
    form: AsCheck = CheckFormat.TEXT,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Also write the board as a page of its own.")
    ] = None,
) -> int:
    """Compare the live database with the policy, and prove each promise. Leaves with 2 on any deviation."""
    with stderr.status("looking at the live database"):
        report = troth.verify()
    if html is not None:
        html.write_text(page([report]), encoding="utf-8")
    match form:
        case CheckFormat.JSON:
            print_json(report.to_json())
        case CheckFormat.JUNIT:
            typer.echo(_junit(report))
        case _:
            print_findings(report.findings, form=form)
    if form is CheckFormat.TEXT:
        if report.board is not None and report.board.proofs:
            print_board(report.board)
        say(report.speaks)
        say(report.summary())
    return 0 if report.sound else FOUND


def print_board(board: Board) -> None:
    """The totals, what is not good with why, and each section in a line; the worst first."""
    first, *rest = str(board).split("\n")
    stdout.print(Text(first, style="bold"))
    for line in rest:
        word = line.split(":", 1)[0]
        style = next((style for status, style in _STYLES.items() if word == status.value), "")
        stdout.print(Text(line, style=style))


def _junit(report: Report) -> str:
    """Findings and promises as a JUnit report: what is broken has failed, what is unproved was skipped."""
    suite = Element("testsuite", name="troth")
    failures = junit_cases(suite, report.findings)
    for proof in report.board.proofs if report.board else ():
        case = SubElement(
            suite, "testcase", classname=f"promises.{proof.section}", name=f"{proof.promise}: {proof.says}"
        )
        if proof.status in (Status.BROKEN, Status.UNPROVED):
            word = "failure" if proof.status is Status.BROKEN else "skipped"
            SubElement(case, word, message=proof.word).text = "\n".join(proof.reasons())
            failures += proof.status is Status.BROKEN
    suite.set("tests", str(len(suite)))
    suite.set("failures", str(failures))
    suite.set("skipped", str(len(suite.findall("testcase/skipped"))))
    return tostring(suite, encoding="unicode", xml_declaration=True)
