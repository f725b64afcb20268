"""`troth lift`: end a restriction of processing."""

from __future__ import annotations

from typing import Annotated

import typer

from troth.cli.options import Actor, Kind, PersonKey, key_of, on_troth
from troth.cli.output import say
from troth.client import Troth


@on_troth
def command(
    troth: Troth,
    *,
    kind: Kind,
    key: PersonKey,
    number: Annotated[int | None, typer.Argument(help="Which restriction; all of the person's without.")] = None,
    actor: Actor = None,
) -> None:
    """Lift one restriction of a person, or all of them."""
    outcome = troth.subject(kind, key_of(key)).lift(number, actor=actor)
    say(outcome)
