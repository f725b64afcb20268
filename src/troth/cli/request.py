"""`troth request`: what people ask for, from the first mail to the closing; one verb for each step."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from troth.cli.options import FOUND, Actor, As, Because, Reason, key_of, on_troth, pairs
from troth.cli.output import Format, print_json, say
from troth.client import Troth
from troth.policy.requests import Asks, Level

Number = Annotated[int, typer.Argument(metavar="ID", help="The number of the request.")]
MaybeKind = Annotated[str | None, typer.Argument(metavar="[KIND]", help="The kind of person, if it is known who asks.")]
MaybeKey = Annotated[str | None, typer.Argument(metavar="[KEY]", help="Their primary key.")]
Told = Annotated[str, typer.Option("--told", help="How and when the person was told.")]


@on_troth
def open_(
    troth: Troth,
    *,
    asks: Annotated[Asks, typer.Argument(help="What is asked for.")],
    kind: MaybeKind = None,
    key: MaybeKey = None,
    contact: Annotated[
        str | None,
        typer.Option(help="The address of somebody not known yet, or - for standard input; kept as a keyed hash."),
    ] = None,
    category: Annotated[list[str] | None, typer.Option(help="Only this kind of data; may be repeated.")] = None,
    purpose: Annotated[list[str] | None, typer.Option(help="Only this purpose; may be repeated.")] = None,
    channel: Annotated[str, typer.Option(help="email, form, letter, phone, in_person or other.")] = "email",
    received: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M"], help="When it came in, if that was before now."),
    ] = None,
    evidence: Annotated[
        list[str] | None, typer.Option(metavar="NAME=VALUE", help="Where its words lie: ticket=4711.")
    ] = None,
    retry_key: Annotated[str | None, typer.Option(help="The same key never opens two requests.")] = None,
    form: As = Format.TEXT,
    actor: Actor = None,
) -> None:
    """Take a request in. Prints its number, and the day on which the answer is due."""
    outcome = troth.requests.open(
        asks,
        kind=kind,
        key=key_of(key) if key else None,
        contact=sys.stdin.readline() if contact == "-" else contact,
        categories=tuple(category or ()),
        purposes=tuple(purpose or ()),
        channel=channel,
        received=received,
        evidence=pairs(evidence or []) or None,
        retry_key=retry_key,
        actor=actor,
    )
    if form is Format.JSON:
        print_json(asdict(outcome))
    else:
        say(outcome)


@on_troth
def list_(
    troth: Troth,
    *,
    kind: MaybeKind = None,
    key: MaybeKey = None,
    everything: Annotated[bool, typer.Option("--all", help="Those that are answered and closed, too.")] = False,
    form: As = Format.TEXT,
) -> int:
    """The open requests, overdue ones first; or one person's. Leaves with 2 if any is overdue."""
    found = troth.requests.list(all=everything, kind=kind, key=key_of(key) if key else None)
    overdue = sum(request.overdue for request in found)
    if form is Format.JSON:
        print_json({"overdue": overdue, "requests": [request.to_json() for request in found]})
    else:
        for request in found:
            say(request)
        counted = f"{len(found)} request{'' if len(found) == 1 else 's'}"
        say(f"{counted}, {overdue} of them overdue")
    return FOUND if overdue else 0


@on_troth
def show(troth: Troth, *, number: Number, form: As = Format.TEXT) -> int:
    """Everything about one request, and every step of its life. Leaves with 2 if it is overdue."""
    request, steps = troth.requests.get(number), troth.requests.steps(number)
    if form is Format.JSON:
        print_json({"request": request.to_json(), "steps": [asdict(step) for step in steps]})
    else:
        say("\n".join([request.in_full(), *map(str, steps)]))
    return FOUND if request.overdue else 0


@on_troth
def ask_identity(troth: Troth, *, number: Number, because: Reason, actor: Actor = None) -> None:
    """The person is asked to show who they are, because of a reasonable doubt. The time runs on."""
    say(troth.requests.ask_identity(number, because=because, actor=actor))


@on_troth
def verify(
    troth: Troth,
    *,
    number: Number,
    kind: MaybeKind = None,
    key: MaybeKey = None,
    level: Annotated[Level, typer.Option(help="How surely it is known who asks.")],
    how: Annotated[str, typer.Option(help="How that is known, in words.")],
    proof: Annotated[
        str | None, typer.Option(help="Where further proof lies; it is to be destroyed with the decision.")
    ] = None,
    actor: Actor = None,
) -> None:
    """It is known who asks: a person of the database, and how surely."""
    chosen = key_of(key) if key else None
    say(troth.requests.verify(number, level=level, how=how, kind=kind, key=chosen, proof=proof, actor=actor))


@on_troth
def start(troth: Troth, *, number: Number, actor: Actor = None) -> None:
    """Somebody begins to work on it, or goes on."""
    say(troth.requests.start(number, actor=actor))


@on_troth
def wait(troth: Troth, *, number: Number, because: Reason, actor: Actor = None) -> None:
    """It waits for the person or for somebody else. The time runs on."""
    say(troth.requests.wait(number, because=because, actor=actor))


@on_troth
def carry_out(
    troth: Troth,
    *,
    number: Number,
    did: Annotated[str, typer.Option(help="What was done, in words.")],
    actor: Actor = None,
) -> None:
    """It has been carried out by other means than a verb of Troth with --request."""
    say(troth.requests.carried_out(number, did=did, actor=actor))


@on_troth
def extend(troth: Troth, *, number: Number, because: Reason, told: Told, actor: Actor = None) -> None:
    """Take two more months, once, after the person was told why."""
    say(troth.requests.extend(number, because=because, told=told, actor=actor))


@on_troth
def answer(
    troth: Troth,
    *,
    number: Number,
    told: Told,
    decision: Annotated[str, typer.Option(help="granted, partly or nothing_held.")] = "granted",
    file: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="What was handed over; only its digest is kept.")
    ] = None,
    ground: Annotated[str | None, typer.Option(help="The ground of what is refused in part.")] = None,
    because: Because = None,
    actor: Actor = None,
) -> None:
    """The person has their answer."""
    digest = _digest(file) if file else None
    say(
        troth.requests.answer(
            number, decision=decision, told=told, digest=digest, ground=ground, because=because, actor=actor
        )
    )


def _digest(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


@on_troth
def refuse(
    troth: Troth,
    *,
    number: Number,
    ground: Annotated[str, typer.Option(help="The ground of the law, such as excessive or not_identified.")],
    because: Reason,
    told: Told,
    actor: Actor = None,
) -> None:
    """Refuse it on a ground of the law, after the person was told why and where to complain."""
    say(troth.requests.refuse(number, ground=ground, because=because, told=told, actor=actor))


@on_troth
def withdraw(troth: Troth, *, number: Number, because: Because = None, actor: Actor = None) -> None:
    """The person takes it back."""
    say(troth.requests.withdraw(number, because=because, actor=actor))


@on_troth
def close(troth: Troth, *, number: Number, actor: Actor = None) -> None:
    """Lay it aside, once everybody who has to know does. From here on only a pseudonym says who asked."""
    say(troth.requests.close(number, actor=actor))


HELP = "What people ask for, from the first mail to the closing."
VERBS: Mapping[str, Callable[..., object]] = {
    "open": open_,
    "list": list_,
    "show": show,
    "ask-identity": ask_identity,
    "verify": verify,
    "start": start,
    "wait": wait,
    "carry-out": carry_out,
    "extend": extend,
    "answer": answer,
    "refuse": refuse,
    "withdraw": withdraw,
    "close": close,
}
