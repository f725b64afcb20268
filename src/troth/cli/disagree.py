"""`troth disagree`: record that a person does not accept an agreement, or takes it back."""

from __future__ import annotations

from troth.cli.options import Actor, AgreementName, Because, Kind, PersonKey, key_of, on_troth
from troth.cli.output import say
from troth.client import Troth


@on_troth
def command(
    troth: Troth,
    *,
    kind: Kind,
    key: PersonKey,
    agreement: AgreementName,
    because: Because = None,
    actor: Actor = None,
) -> None:
    """Record that a person does not accept an agreement. Purposes that need it shut; nothing is erased."""
    said = troth.subject(kind, key_of(key)).disagree(agreement, because=because, actor=actor)
    say(said)
