"""`troth verify`: does the running database keep what the policy says, and for whom does that hold?"""

from __future__ import annotations

from troth.cli.options import FOUND, AsCheck, CheckFormat, on_troth
from troth.cli.output import print_findings, print_json, stderr, stdout
from troth.client import Troth


@on_troth
def command(
    troth: Troth,
    *,
    form: AsCheck = CheckFormat.TEXT,
) -> int:
    """Compare the live database with the policy, and say who else could reach what. Leaves with 2 on any deviation."""
    with stderr.status("looking at the live database"):
        report = troth.verify()
    if form is CheckFormat.JSON:
        print_json(report.to_json())
    else:
        print_findings(report.findings, form=form)
    if form is CheckFormat.TEXT:
        if report.board and report.board.proofs:
            stdout.print(str(report.board), markup=False)
        stdout.print(str(report.speaks), markup=False)
        stdout.print(report.summary(), markup=False)
    return 0 if report.sound else FOUND
