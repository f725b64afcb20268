"""`troth uphold`: grant an objection that is pending."""

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
    """Uphold a pending objection: the purpose ends for this person."""
    say(troth.subject(kind, key_of(key)).uphold(purpose, because=because, actor=actor))
