"""`troth apply`: make the database as the policy wants it, after showing the plan."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from troth.cli.options import OpenBeforeReplay, Yes, on_troth
from troth.cli.output import confirm, print_findings, say, stderr
from troth.client import Troth
from troth.errors import Refused, Stale
from troth.findings import Finding, Place
from troth.rollout.plan import Plan


@on_troth
def command(
    troth: Troth,
    *,
    saved: Annotated[
        Path | None, typer.Argument(metavar="[PLAN]", help="A plan that `troth plan --out` saved.")
    ] = None,
    yes: Yes = False,
    draft: Annotated[
        bool, typer.Option("--draft", help="Nobody was told of this version yet: change it under the same number.")
    ] = False,
    open_before_replay: OpenBeforeReplay = False,  # for on_troth to read
) -> None:
    """Show the plan, ask, and do exactly that in one transaction.

    A saved plan is refused if anything has changed since."""
    with stderr.status("comparing with the live database"):
        plan = troth.plan()
    if saved is not None:
        _must_be(plan, saved)
    print_findings(plan.findings)
    say(plan)
    if not plan.empty:
        confirm("Apply this plan?", yes=yes)
    with stderr.status("applying, in one transaction"):
        troth.apply(plan, draft=draft)
    if not plan.empty:
        say("Applied.")


def _must_be(plan: Plan, saved: Path) -> None:
    """The plan that was looked at is the plan that would be applied now. Raises Stale or Refused."""
    try:
        looked_at = json.loads(saved.read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise Refused(
            Finding(
                code="TR504",
                message=f"the saved plan cannot be read: {problem}",
                where=Place(file=str(saved)),
                why="what is applied is what somebody has looked at and saved",
                hint="make it again with `troth plan --out FILE`",
            )
        ) from None
    now = json.loads(json.dumps(plan.to_json()))
    if any(looked_at.get(part) != now[part] for part in ("starting_point", "policy", "version", "changes")):
        raise Stale(
            Finding(
                code="TR501",
                message="the database or the files have changed since this plan was saved",
                where=Place(file=str(saved)),
                why="a plan is applied to exactly what its reader has looked at, or not at all",
                hint="make a new plan, look at it, and apply that",
            )
        )
