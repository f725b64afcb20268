"""`troth check`: what is wrong with the two files. Needs no database."""

from __future__ import annotations

from troth.checks import check_declared
from troth.cli.options import DEFAULT_FOLDER, FOUND, AsCheck, PolicyFolder
from troth.cli.output import CheckFormat, failing, print_findings, say, summary
from troth.errors import Refused
from troth.findings import Finding
from troth.rollout.deployment import read_files


def command(policy: PolicyFolder = DEFAULT_FOLDER, form: AsCheck = CheckFormat.TEXT) -> int:
    """Say everything that is wrong with policy.yaml and tables.yaml. Needs no database."""
    findings: tuple[Finding, ...]
    try:
        findings = check_declared(read_files(policy).declared)
    except Refused as refused:
        findings = tuple(refused.findings)
    print_findings(findings, form=form)
    if form is CheckFormat.TEXT:
        say(summary(findings))
    return FOUND if failing(findings) else 0
