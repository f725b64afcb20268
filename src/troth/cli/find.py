"""`troth find`: who is meant, when a person gives an e-mail address or a telephone number and no key."""

from __future__ import annotations

from typing import Annotated

import typer

from troth.cli.options import FOUND, Actor, As, on_troth
from troth.cli.output import Format, print_as
from troth.client import Troth


@on_troth
def command(
    troth: Troth,
    *,
    value: Annotated[str, typer.Argument(help="An e-mail address, or with --category any value.")],
    category: Annotated[
        str | None, typer.Option(help="The kind of data it is (contact.phone, contact.*), or a column.")
    ] = None,
    exact: Annotated[bool, typer.Option("--exact", help="Letter for letter, not in another spelling.")] = False,
    actor: Actor = None,
    form: As = Format.TEXT,
) -> int:
    """Find people by a value, in every mapped column of its kind. Shows kind, key and table; nothing else of them.

    Leaves with 2 if nobody is found.
    """
    matches = troth.find(value, what=category, exact=exact, actor=actor)
    print_as(matches, form)
    return 0 if matches.people else FOUND
