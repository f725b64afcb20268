"""`troth transfer`: a company passes to somebody else: who was told, who objects, who would pass."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated

import typer

from troth.cli.disclose import People
from troth.cli.options import Actor, As, on_troth, somebody
from troth.cli.output import Format, print_as, say
from troth.client import Troth

Successor = Annotated[str, typer.Argument(help="A recipient of the policy with `transfer`.")]
Somebody = Annotated[list[str], typer.Option("--subject", metavar="KIND:KEY", help="Who says so; may be repeated.")]
Saying = Annotated[str, typer.Option("--says", help="What they say, and how it reached you.")]


@on_troth
def plan(troth: Troth, *, recipient: Successor, form: As = Format.TEXT) -> None:
    """Who would pass to a recipient now, and who stays behind. `troth disclose RECIPIENT --all` then releases it."""
    found = troth.plan_transfer(recipient)
    print_as(found, form)


@on_troth
def tell(
    troth: Troth,
    *,
    recipient: Successor,
    how: Annotated[str, typer.Option(help="How people were told: a mail, a letter.")],
    subject: People = None,
    everyone: Annotated[bool, typer.Option("--all", help="Everybody whom the recipient's window shows.")] = False,
    actor: Actor = None,
) -> None:
    """Record that people were told of the transfer. What they have to wait counts from now."""
    people = [somebody(text) for text in subject or ()]
    outcome = troth.about_transfer(recipient, "told", people=people, everyone=everyone, says=how, actor=actor)
    say(outcome)


@on_troth
def objects(troth: Troth, *, recipient: Successor, subject: Somebody, says: Saying, actor: Actor = None) -> None:
    """Record that people object to the transfer: they stay behind."""
    people = [somebody(text) for text in subject]
    say(troth.about_transfer(recipient, "objects", people=people, says=says, actor=actor))


@on_troth
def agrees(troth: Troth, *, recipient: Successor, subject: Somebody, says: Saying, actor: Actor = None) -> None:
    """Record that people no longer object to the transfer."""
    people = [somebody(text) for text in subject]
    say(troth.about_transfer(recipient, "agrees", people=people, says=says, actor=actor))


HELP = "A company passes to somebody else: who may pass, who stays behind."
VERBS: Mapping[str, Callable[..., object]] = {"plan": plan, "tell": tell, "object": objects, "agree": agrees}
