"""`troth disclose`: let data go to a recipient of the policy, and record what left and whose it was."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from troth.cli.options import Actor, As, Format, key_of, on_troth
from troth.cli.output import confirm, print_json, stdout
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
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Answer yes to every question.")] = False,
    form: As = Format.TEXT,
) -> None:
    """Release data to a recipient: only what the policy lets it receive, of people for whom its purpose is live.

    Shows how many people and rows would leave, asks, records everybody in it, and then writes the file."""
    if aggregate is not None:
        confirm(f"Release the counts {aggregate} of {period or 'all time'} to {recipient}?", yes=yes)
        counted = troth.disclose_counts(
            recipient, aggregate, period=period, because=because, actor=actor, second=second, to=to
        )
        print_json(counted.to_json()) if form is Format.JSON else stdout.print(str(counted), markup=False)
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
        stdout.print(str(plan), markup=False)
    confirm(f"Release this to {recipient}?", yes=yes)
    made = troth.disclose(plan, because=because, actor=actor, second=second, to=to)
    if form is Format.JSON:
        print_json({"plan": plan.to_json(), **made.to_json()})
    else:
        stdout.print(str(made), markup=False)


def somebody(text: str) -> tuple[str, object]:
    kind, colon, key = text.partition(":")
    if not (colon and kind and key):
        raise typer.BadParameter(f"`{text}` is not KIND:KEY, such as member:42")
    return kind, key_of(key)


def rows_of(texts: list[str]) -> dict[str, list[object]]:
    found: dict[str, list[object]] = {}
    for text in texts:
        table, colon, key = text.partition(":")
        if not (colon and table and key):
            raise typer.BadParameter(f"`{text}` is not TABLE:KEY, such as orders:7")
        found.setdefault(table, []).append(key_of(key))
    return found
