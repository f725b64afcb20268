"""`troth standing`: what holds for one person now, and what was said about them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from troth.cli.options import As, Kind, PersonKey, key_of, on_troth
from troth.cli.output import Format, print_json, say
from troth.client import Troth


@on_troth
def command(
    troth: Troth,
    *,
    kind: Kind,
    key: PersonKey,
    history: Annotated[bool, typer.Option("--history", help="Everything that was ever said.")] = False,
    form: As = Format.TEXT,
) -> None:
    """Show a person's consents, objections, restrictions and holds; with --history, everything that was said."""
    person = troth.subject(kind, key_of(key))
    values = person.history() if history else (person.standing(),)
    if form is Format.JSON:
        print_json([asdict(value) for value in values])
    else:
        for value in values:
            say(value)
