"""`troth hold`: keep what a claim or a law needs, against erasure and sweep, until it is released."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from troth.cli.options import Actor, Kind, PersonKey, key_of, on_troth
from troth.cli.output import stdout
from troth.client import Troth


@on_troth
def command(
    troth: Troth,
    *,
    kind: Kind,
    key: PersonKey,
    keeps: Annotated[list[str], typer.Option(help="The kind of data it keeps; may be repeated.")],
    because: Annotated[str, typer.Option(help="Why, in words that will be read later.")],
    ground: Annotated[str, typer.Option(help="claims or law.")] = "claims",
    review_on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="When it is looked at again.")
    ] = None,
    until: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The last day on which it keeps anything.")
    ] = None,
    row: Annotated[str | None, typer.Option(metavar="TABLE:KEY", help="Only what is in this row.")] = None,
    actor: Actor = None,
) -> None:
    """Hold some of a person's data, with the reason. Prints its number.

    It ends on a day, or is looked at again on one: after a year, if neither is said. `troth holds` shows all of them.
    """
    table, _, row_key = (row or "").partition(":")
    outcome = troth.subject(kind, key_of(key)).hold(
        keeps=tuple(keeps),
        because=because,
        ground=ground,
        review_on=review_on.date() if review_on else None,
        until=until.date() if until else None,
        row=(table, key_of(row_key)) if row else None,
        actor=actor,
    )
    stdout.print(str(outcome), markup=False)
