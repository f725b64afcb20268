"""`troth restrict`: restriction of processing (Art. 18 GDPR): what it covers is hidden, and kept."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from troth.cli.asked import Request, for_request
from troth.cli.options import Actor, Kind, PersonKey, key_of, on_troth, row_of
from troth.cli.output import say
from troth.client import Troth


@on_troth
def command(
    troth: Troth,
    *,
    kind: Kind,
    key: PersonKey,
    ground: Annotated[str, typer.Option(help="accuracy, unlawful, claims or objection.")] = "accuracy",
    purpose: Annotated[list[str] | None, typer.Option(help="Only from this purpose; may be repeated.")] = None,
    category: Annotated[list[str] | None, typer.Option(help="Only this kind of data; may be repeated.")] = None,
    row: Annotated[str | None, typer.Option(metavar="TABLE:KEY", help="Only this row.")] = None,
    until: Annotated[datetime | None, typer.Option(help="When it ends; without, when it is lifted.")] = None,
    request: Request = None,
    actor: Actor = None,
) -> None:
    """Hide a person, or some of their data, from every purpose that the law does not keep open. Prints its number."""
    person = troth.subject(kind, key_of(key))
    with for_request(troth, person, request, asks="restrict", actor=actor):
        outcome = person.restrict(
            ground,
            purposes=tuple(purpose or ()),
            categories=tuple(category or ()),
            row=row_of(row) if row else None,
            until=until,
            actor=actor,
        )
    say(outcome)
