"""`troth refuse`: refuse an objection that is pending, with compelling grounds."""

from __future__ import annotations

from typing import Annotated

import typer

from troth.cli.options import Actor, Kind, PersonKey, PurposeName, key_of, on_troth
from troth.cli.output import say
from troth.client import Troth


@on_troth
def command(
    troth: Troth,
    *,
    kind: Kind,
    key: PersonKey,
    purpose: PurposeName,
    because: Annotated[str, typer.Option(help="The compelling grounds, in words.")],
    actor: Actor = None,
) -> None:
    """Refuse a pending objection, with the compelling grounds in words: the purpose stays live."""
    say(troth.subject(kind, key_of(key)).refuse(purpose, because=because, actor=actor))
