"""`troth journal`: where the journal is, whether it is whole, and whether the database holds what it says."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from troth.cli.options import FOUND, As, Yes, on_troth
from troth.cli.output import Format, confirm, print_findings, print_json, say
from troth.client import Troth


@on_troth
def status(troth: Troth, *, form: As = Format.TEXT) -> int:
    """Say where the journal is and what it holds. Leaves with 2 if it was changed, or the database is older."""
    about, findings = troth.restored.status()
    if form is Format.JSON:
        print_json({**about, "findings": [finding.to_json() for finding in findings]})
    else:
        for name, value in about.items():
            say(f"{name}: {value}")
        print_findings(findings)
    return FOUND if findings else 0


@on_troth
def adopt(troth: Troth, *, yes: Yes = False) -> None:
    """Begin anew with this journal: for a copy of the database, or where the old journal is lost for good.

    The database takes another name for itself. What the old journal says of it is not found any more.
    """
    confirm("Begin anew with this journal?", yes=yes)
    troth.restored.adopt()
    say(f"From here on what people ask for is in {troth.journal}.")


HELP = "Where what people ask for is written before it is done, outside the database."
VERBS: Mapping[str, Callable[..., object]] = {"status": status, "adopt": adopt}
