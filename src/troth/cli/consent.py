"""`troth consent`: record a person's consent to a purpose, with the evidence for it."""

from __future__ import annotations

from typing import Annotated

import typer

from troth.cli.options import Actor, Evidence, Kind, PersonKey, PurposeName, key_of, on_troth, pairs
from troth.cli.output import say
from troth.client import Troth


@on_troth
def command(
    troth: Troth,
    *,
    kind: Kind,
    key: PersonKey,
    purpose: PurposeName,
    evidence: Evidence = None,
    guardian: Annotated[str | None, typer.Option("--guardian", help="Who consents for somebody too young.")] = None,
    actor: Actor = None,
) -> None:
    """Record a consent, with its evidence. It takes effect for every statement that starts after it."""
    person = troth.subject(kind, key_of(key))
    outcome = person.consent(purpose, evidence=pairs(evidence or []), guardian=guardian, actor=actor)
    say(outcome)
