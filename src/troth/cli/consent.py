"""`troth consent`: record a person's consent to a purpose, with the evidence for it."""

from __future__ import annotations

from typing import Annotated

import typer

from troth.cli.options import Actor, Kind, PersonKey, PurposeName, key_of, on_troth, pairs
from troth.cli.output import stdout
from troth.client import Troth


@on_troth
def command(
    troth: Troth,
    *,
    kind: Kind,
    key: PersonKey,
    purpose: PurposeName,
    evidence: Annotated[
        list[str] | None,
        typer.Option("--evidence", metavar="NAME=VALUE", help="What was shown and where; may be repeated."),
    ] = None,
    actor: Actor = None,
) -> None:
    """Record a consent, with its evidence. It takes effect for every statement that starts after it."""
    outcome = troth.subject(kind, key_of(key)).consent(purpose, evidence=pairs(evidence or []), actor=actor)
    stdout.print(str(outcome), markup=False)
