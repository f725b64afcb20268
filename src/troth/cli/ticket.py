"""`troth ticket`: a ticket with which a person reads what is theirs, to try such a window at an SQL prompt."""

from __future__ import annotations

from typing import Annotated

import typer

from troth.cli.options import Kind, PersonKey, key_of, on_troth
from troth.client import Troth


@on_troth
def command(
    troth: Troth,
    *,
    window: Annotated[str, typer.Argument(metavar="RECIPIENT", help="A recipient of the policy with `as`.")],
    kind: Kind,
    key: PersonKey,
    minutes: Annotated[int, typer.Option(help="How long it is good for.")] = 10,
) -> None:
    """Print a ticket: `set troth.ticket = '...'` shows it to the window. Whoever has it is that person there."""
    typer.echo(troth.ticket(kind, key_of(key), window, minutes=minutes))
