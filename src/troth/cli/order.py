"""`troth order`: requests under law, from their arrival to the word to the person."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from troth.cli.disclose import People, Rows, rows_of
from troth.cli.options import DAY, Actor, As, Reason, Yes, on_troth, somebody
from troth.cli.output import Format, confirm, print_json, say
from troth.client import Troth

Number = Annotated[int, typer.Argument(help="The number of the request.")]


@on_troth
def receive(
    troth: Troth,
    *,
    recipient: Annotated[str, typer.Argument(help="A recipient of the policy that receives `as_ordered`.")],
    authority: Annotated[str, typer.Option(help="Which court, agency or party asks.")],
    reference: Annotated[str, typer.Option(help="Their reference: the number of the case.")],
    ground: Annotated[str, typer.Option(help="The ground, of those that the policy lists for them.")],
    statute: Annotated[str, typer.Option(help="The law they rest on.")],
    jurisdiction: Annotated[str, typer.Option(help="The country of that law, two letters.")],
    asks: Annotated[str, typer.Option(help="What they ask for, in short.")],
    official: Annotated[str | None, typer.Option(help="Who signed it.")] = None,
    document: Annotated[Path | None, typer.Option(help="The file of the request: its digest is kept.")] = None,
    actor: Actor = None,
) -> None:
    """Take in a request under law, with its ground, statute and document. Prints its number."""
    outcome = troth.orders.receive(
        recipient, authority=authority, reference=reference, ground=ground, statute=statute, jurisdiction=jurisdiction,
        asks=asks, official=official, document=document, actor=actor,
    )  # fmt: skip
    say(outcome)


@on_troth
def review(
    troth: Troth,
    *,
    number: Number,
    verified: Annotated[str, typer.Option(help="How it was made sure who asks.")],
    because: Reason,
    category: Annotated[list[str], typer.Option(help="A kind of data that is due; may be repeated.")],
    subject: People = None,
    row: Rows = None,
    actor: Actor = None,
) -> None:
    """Decide how much of it is due: of whom, which rows, which kinds of data. Nothing leaves yet."""
    plan = troth.orders.review(
        number, people=[somebody(text) for text in subject or ()], rows=rows_of(row or []), categories=tuple(category),
        verified=verified, because=because, actor=actor,
    )  # fmt: skip
    say(plan)
    say(f"Request {number} is reviewed: somebody else can release this.")


@on_troth
def release(
    troth: Troth,
    *,
    number: Number,
    because: Reason,
    to: Annotated[Path, typer.Option("--to", help="A new file: .json, .csv (of one table), or .zip of CSV files.")],
    delay_until: Annotated[
        datetime | None,
        typer.Option(formats=DAY, help="The last day on which the person must not be told."),
    ] = None,
    delay_ground: Annotated[str | None, typer.Option(help="What forbids to tell the person.")] = None,
    actor: Actor = None,
    yes: Yes = False,
) -> None:
    """Release just the reviewed scope, as somebody other than who reviewed it."""
    say(troth.orders.plan(number))
    confirm("Release this?", yes=yes)
    delay = (delay_until.date(), delay_ground or "") if delay_until else None
    made = troth.orders.release(number, because=because, delay=delay, to=to, actor=actor)
    say(made)


@on_troth
def refuse(troth: Troth, *, number: Number, because: Reason, actor: Actor = None) -> None:
    """Refuse a request, with the reason."""
    say(troth.orders.refuse(number, because=because, actor=actor))


@on_troth
def tell(
    troth: Troth,
    *,
    number: Number,
    how: Annotated[str, typer.Option(help="How the person was told: a letter, a mail.")],
    actor: Actor = None,
) -> None:
    """Record that the person was told of the release. Refused while a delay forbids it."""
    say(troth.orders.tell(number, how=how, actor=actor))


@on_troth
def close(troth: Troth, *, number: Number, because: Reason, actor: Actor = None) -> None:
    """Close a request that was refused, or of which the person knows."""
    say(troth.orders.close(number, because=because, actor=actor))


@on_troth
def show(troth: Troth, *, form: As = Format.TEXT) -> None:
    """Every request under law, and where it stands."""
    found = troth.orders.all()
    if form is Format.JSON:
        print_json([order.to_json() for order in found])
        return
    for order in found:
        say(order)
    if not found:
        say("no requests")


HELP = "Requests under law: received, reviewed, released or refused, told."
VERBS: Mapping[str, Callable[..., object]] = {
    "receive": receive,
    "review": review,
    "release": release,
    "refuse": refuse,
    "tell": tell,
    "close": close,
    "list": show,
}
