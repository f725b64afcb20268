"""`troth same`: one human under several keys, confirmed once by somebody who has looked."""

from __future__ import annotations

from typing import Annotated

import typer

from troth.cli.options import Actor, Because, Kind, PersonKey, Yes, key_of, on_troth
from troth.cli.output import confirm, say
from troth.client import Troth


@on_troth
def command(
    troth: Troth,
    *,
    kind: Kind,
    key: PersonKey,
    other_kind: Annotated[str | None, typer.Argument(help="The other kind; without it, shows who is likely.")] = None,
    other_key: Annotated[str | None, typer.Argument(help="The other key.")] = None,
    because: Because = None,
    undo: Annotated[bool, typer.Option("--undo", help="They are two people after all.")] = False,
    actor: Actor = None,
    yes: Yes = False,
) -> None:
    """Record that two keys are one human, or show who is: those confirmed, and those whose data is alike.

    What is alike is decided by `same_person` in tables.yaml. Copies, objections and erasure follow what is confirmed.
    """
    person = troth.subject(kind, key_of(key))
    if other_kind is None or other_key is None:
        confirmed = [f"confirmed: {other}" for other in person.linked()]
        alike = [f"alike: {pair}" for pair in person.likely_same()]
        say("\n".join(confirmed + alike) or f"nobody is known to be {person} too")
        return
    other = troth.subject(other_kind, key_of(other_key))
    if undo:
        say(person.not_same_as(other, actor=actor))
        return
    alike = [str(pair) for pair in person.likely_same() if pair.kind == other.kind]
    say("\n".join(alike))
    confirm(f"Are {person} and {other} one human?", yes=yes)
    say(person.same_as(other, because=because, actor=actor))
