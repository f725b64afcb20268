"""`troth confirm`: record that a person confirms a consent, as by the link in a mail."""

from __future__ import annotations

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
    actor: Actor = None,
) -> None:
    """Record that a person confirms a consent they gave, where a purpose asks for that."""
    said = troth.subject(kind, key_of(key)).confirm(purpose, evidence=pairs(evidence or []), actor=actor)
    say(said)
