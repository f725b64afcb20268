"""`troth release`: end a hold; what it held may go at the next sweep."""

from __future__ import annotations

from typing import Annotated

import typer

from troth.cli.options import Actor, Because, on_troth
from troth.cli.output import say
from troth.client import Troth


@on_troth
def command(
    troth: Troth,
    *,
    number: Annotated[int, typer.Argument(help="The number of the hold.")],
    because: Because = None,
    actor: Actor = None,
) -> None:
    """Release a hold by its number."""
    say(troth.release(number, because=because, actor=actor))
