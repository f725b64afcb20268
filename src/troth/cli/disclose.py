"""`troth disclose`: let data go to a recipient of the policy, and record what left and whose it was."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from troth.cli.options import Actor, As, Yes, on_troth, row_of, somebody
from troth.cli.output import Format, confirm, print_as, print_json, say
from troth.client import Troth

People = Annotated[
    list[str] | None,
    typer.Option("--subject", metavar="KIND:KEY", help="Somebody whose data leaves; may be repeated."),
]
Rows = Annotated[
    list[str] | None,
    typer.Option("--row", metavar="TABLE:KEY", help="Of this table only this row; may be repeated."),
]


@on_troth
def command(
    troth: Troth,
    *,
    recipient: Annotated[str, typer.Argument(help="A recipient of the policy.")],
    because: Annotated[str, typer.Option(help="Why, in words that the people it is about may read.")],
    to: Annotated[Path, typer.Option("--to", help="A new file: .json, .csv (of one table), or .zip of CSV files.")],
    subject: People = None,
    everyone: Annotated[bool, typer.Option("--all", help="Everybody whom the recipient's window shows.")] = False,
    row: Rows = None,
    category: Annotated[list[str] | None, typer.Option(help="Only this kind of data; may be repeated.")] = None,
    aggregate: Annotated[str | None, typer.Option(help="For a recipient of counts: which of them.")] = None,
    period: Annotated[str | None, typer.Option(help="Of counts: the day or the month, 2026-11-01 or 2026-11.")] = None,
    override: Annotated[
        str | None, typer.Option(help="An exception to what the recipient needs, of a kind that the policy lists.")
    ] = None,
    reference: Annotated[str | None, typer.Option(help="What the exception rests on: a decision, a file.")] = None,
    second: Annotated[str | None, typer.Option(help="The second person who agrees to it.")] = None,
    actor: Actor = None,
    yes: Yes = False,
    form: As = Format.TEXT,
) -> None:
    """Release data to a recipient: only what the policy lets it receive, of people for whom its purpose is live.

    Shows how many people and rows would leave, asks, records everybody in it, and then writes the file."""
    if aggregate is not None:
        confirm(f"Release the counts {aggregate} of {period or 'all time'} to {recipient}?", yes=yes)
        counted = troth.disclose_counts(
            recipient, aggregate, period=period, because=because, actor=actor, second=second, to=to
        )
        print_as(counted, form)
        return
    plan = troth.plan_disclosure(
        recipient,
        people=[somebody(text) for text in subject or ()],
        rows=rows_of(row or []),
        categories=tuple(category or ()),
        everyone=everyone,
        override=(override, reference or "") if override else None,
    )
    if form is Format.TEXT:
        say(plan)
    confirm(f"Release this to {recipient}?", yes=yes)
    made = troth.disclose(plan, because=because, actor=actor, second=second, to=to)
    if form is Format.JSON:
        print_json({"plan": plan.to_json(), **made.to_json()})
    else:
        say(made)


def rows_of(texts: list[str]) -> dict[str, list[object]]:
    """The rows that are meant, by table. Raises typer.BadParameter."""
    found: dict[str, list[object]] = {}
    for table, key in map(row_of, texts):
        found.setdefault(table, []).append(key)
    return found
