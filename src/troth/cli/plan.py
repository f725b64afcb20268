"""`troth plan`: what apply would change, in objects and for people. Changes nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from troth.cli.options import FOUND, As, on_troth
from troth.cli.output import Format, print_findings, print_json, say, stderr
from troth.client import Troth


@on_troth
def command(
    troth: Troth,
    *,
    form: As = Format.TEXT,
    out: Annotated[Path | None, typer.Option("--out", help="Save the plan, for `troth apply FILE`.")] = None,
) -> int:
    """Show what apply would change: objects, and who would newly see or no longer see what.

    Leaves with 2 if there is anything to change."""
    with stderr.status("comparing with the live database"):
        plan = troth.plan()
    if out is not None:
        out.write_text(json.dumps(plan.to_json(), indent=2) + "\n", encoding="utf-8")
    if form is Format.JSON:
        print_json(plan.to_json())
    else:
        print_findings(plan.findings)
        say(plan)
    return 0 if plan.empty else FOUND
