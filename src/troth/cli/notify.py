"""`troth notify`: recipients and other systems are told what was erased, rectified or restricted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated

import typer

from troth.cli.options import FOUND, Actor, As, on_troth
from troth.cli.output import Format, print_as, say
from troth.client import Troth
from troth.elsewhere.owed import NOTICE
from troth.elsewhere.secrets import Secrets

Number = Annotated[int, typer.Argument(metavar="ID", help="The number of the notice.")]
Shows = Annotated[str, typer.Option("--evidence", help="What shows it, such as the number of a letter.")]


@on_troth
def send(
    troth: Troth,
    *,
    again: Annotated[bool, typer.Option("--again", help="Also what failed or waits for its next attempt.")] = False,
    form: As = Format.TEXT,
) -> int:
    """Send every notice and task that is due by webhook, as `troth notify` alone does. Leaves with 2 if any failed.

    To be run every few minutes: what failed is tried again after 5 seconds, 5 minutes, and so on for three days.
    """
    sent = troth.elsewhere.send(again=again)
    print_as(sent, form)
    return 0 if sent.sound else FOUND


@on_troth
def acknowledge(troth: Troth, *, number: Number, evidence: Shows, actor: Actor = None) -> None:
    """A recipient has confirmed a notice by other means than its webhook."""
    say(troth.elsewhere.done(NOTICE, number, evidence=evidence, actor=actor))


@on_troth
def told(
    troth: Troth,
    *,
    number: Number,
    how: Annotated[str, typer.Option(help="How and when it was told.")],
    actor: Actor = None,
) -> None:
    """A recipient was told by people, and has not confirmed it yet."""
    say(troth.elsewhere.told(number, how=how, actor=actor))


@on_troth
def impossible(
    troth: Troth,
    *,
    number: Number,
    because: Annotated[str, typer.Option(help="Why: the person may ask.")],
    actor: Actor = None,
) -> None:
    """To tell a recipient is impossible, or would take disproportionate effort (Art. 19 GDPR): with the reason."""
    say(troth.elsewhere.impossible(NOTICE, number, because=because, actor=actor))


@on_troth
def key(
    troth: Troth, *, name: Annotated[str, typer.Argument(help="A recipient, or a system that lies elsewhere.")]
) -> None:
    """Make a new secret in a file of its own, and print it once: hand it to the receiver on a safe way."""
    say(Secrets.of(troth.opened.home / ".troth").make(name))


HELP = "Tell recipients and other systems what was done; alone, it sends what is due."
VERBS: Mapping[str, Callable[..., object]] = {
    "send": send,
    "acknowledge": acknowledge,
    "told": told,
    "impossible": impossible,
    "key": key,
}
