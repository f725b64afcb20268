"""`troth open-case`: open a case, on the record, before its people are looked at."""

from __future__ import annotations

from typing import Annotated

import typer

from troth.cli.options import Actor, PurposeName, Reason, key_of, on_troth
from troth.cli.output import say
from troth.client import Troth


@on_troth
def command(
    troth: Troth,
    *,
    purpose: PurposeName,
    key: Annotated[str, typer.Argument(metavar="KEY", help="The key of the case; parts joined by a comma.")],
    because: Reason,
    reader: Annotated[
        str | None, typer.Option(help="The login that will look; that of the purpose if not said.")
    ] = None,
    actor: Actor = None,
) -> None:
    """Open a case for a purpose with `open_per`: its window shows what is related to it, for some hours."""
    say(troth.open_case(purpose, key_of(key), because=because, actor=actor, reader=reader))
