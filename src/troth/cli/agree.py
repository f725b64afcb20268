"""`troth agree`: record that a person accepts an agreement."""

from __future__ import annotations

from typing import Annotated

import typer

from troth.cli.options import Actor, AgreementName, Evidence, Kind, PersonKey, key_of, on_troth, pairs
from troth.cli.output import say
from troth.client import Troth


@on_troth
def command(
    troth: Troth,
    *,
    kind: Kind,
    key: PersonKey,
    agreement: AgreementName,
    version: Annotated[
        int | None, typer.Option("--version", help="The version accepted; the newest if not said.")
    ] = None,
    evidence: Evidence = None,
    actor: Actor = None,
) -> None:
    """Record that a person accepts an agreement. It takes effect for every statement that starts after it."""
    person = troth.subject(kind, key_of(key))
    said = person.agree(agreement, version=version, evidence=pairs(evidence or []), actor=actor)
    say(said)
