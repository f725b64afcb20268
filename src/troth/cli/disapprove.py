"""`troth disapprove`: refuse an approval, or take it back."""

from __future__ import annotations

from troth.cli.options import Actor, ApprovingRole, Kind, PersonKey, PurposeName, Reason, key_of, on_troth
from troth.cli.output import say
from troth.client import Troth


@on_troth
def command(
    troth: Troth,
    *,
    kind: Kind,
    key: PersonKey,
    purpose: PurposeName,
    role: ApprovingRole,
    because: Reason,
    actor: Actor = None,
) -> None:
    """Refuse or take back the approval that a purpose needs to work for a person."""
    said = troth.subject(kind, key_of(key)).disapprove(purpose, role=role, because=because, actor=actor)
    say(said)
