"""`troth notified`: record that a person was told of a version of the policy."""

from __future__ import annotations

from typing import Annotated

import typer

from troth.cli.options import Actor, Evidence, Kind, PersonKey, key_of, on_troth, pairs
from troth.cli.output import say
from troth.client import Troth


@on_troth
def command(
    troth: Troth,
    *,
    kind: Kind,
    key: PersonKey,
    version: Annotated[
        int | None, typer.Option("--version", help="The version told of; that at hand if not said.")
    ] = None,
    evidence: Evidence = None,
    actor: Actor = None,
) -> None:
    """Record that a person was told of a version of the policy, with how and where."""
    person = troth.subject(kind, key_of(key))
    say(person.notified(version, evidence=pairs(evidence or []), actor=actor))
