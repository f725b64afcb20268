"""`troth hold`: keep what a claim or a law needs, against erasure and sweep, until it is released."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from troth.cli.options import DAY, Actor, Kind, PersonKey, Reason, day_of, key_of, on_troth, row_of
from troth.cli.output import say
from troth.client import Troth


@on_troth
def command(
    troth: Troth,
    *,
    kind: Kind,
    key: PersonKey,
    keeps: Annotated[list[str], typer.Option(help="The kind of data it keeps; may be repeated.")],
    because: Reason,
    ground: Annotated[str, typer.Option(help="claims or law.")] = "claims",
    review_on: Annotated[datetime | None, typer.Option(formats=DAY, help="When it is looked at again.")] = None,
    until: Annotated[
        datetime | None, typer.Option(formats=DAY, help="The last day on which it keeps anything.")
    ] = None,
    row: Annotated[str | None, typer.Option(metavar="TABLE:KEY", help="Only what is in this row.")] = None,
    actor: Actor = None,
) -> None:
    """Hold some of a person's data, with the reason. Prints its number.

    It ends on a day, or is looked at again on one: after a year, if neither is said. `troth holds` shows all of them.
    """
    outcome = troth.subject(kind, key_of(key)).hold(
        keeps=tuple(keeps),
        because=because,
        ground=ground,
        review_on=day_of(review_on),
        until=day_of(until),
        row=row_of(row) if row else None,
        actor=actor,
    )
    say(outcome)
