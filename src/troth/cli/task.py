"""`troth task`: what people have done in other systems, or why it cannot be done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated

import typer

from troth.cli.options import Actor, on_troth
from troth.cli.output import say
from troth.client import Troth
from troth.elsewhere.owed import TASK

Number = Annotated[int, typer.Argument(metavar="ID", help="The number of the task.")]


@on_troth
def done(
    troth: Troth,
    *,
    number: Number,
    evidence: Annotated[str, typer.Option(help="What shows it.")],
    actor: Actor = None,
) -> None:
    """A task is done. By which key the other system knew the person is forgotten here."""
    say(troth.elsewhere.done(TASK, number, evidence=evidence, actor=actor))


@on_troth
def impossible(
    troth: Troth,
    *,
    number: Number,
    because: Annotated[str, typer.Option(help="Why: the person may ask.")],
    actor: Actor = None,
) -> None:
    """A task cannot be done, or would take disproportionate effort: with the reason."""
    say(troth.elsewhere.impossible(TASK, number, because=because, actor=actor))


HELP = "What people have done in other systems, or why it cannot be done."
VERBS: Mapping[str, Callable[..., object]] = {"done": done, "impossible": impossible}
