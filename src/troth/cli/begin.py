"""`troth begin`: begin an ended purpose again, by a new agreement."""

from __future__ import annotations

from troth.cli.options import Actor, Because, Kind, PersonKey, PurposeName, key_of, on_troth
from troth.cli.output import say
from troth.client import Troth


@on_troth
def command(
    troth: Troth,
    *,
    kind: Kind,
    key: PersonKey,
    purpose: PurposeName,
    because: Because = None,
    actor: Actor = None,
) -> None:
    """Begin a purpose again that had ended for this person: the later word wins."""
    say(troth.subject(kind, key_of(key)).begin(purpose, because=because, actor=actor))
