"""`troth explain`: who can see a column or a person, for what, why, until when, and what would change that."""

from __future__ import annotations

from typing import Annotated

import typer

from troth.cli.options import As, key_of, on_troth
from troth.cli.output import Format, print_as
from troth.client import Troth


@on_troth
def command(
    troth: Troth,
    *,
    what: Annotated[str, typer.Argument(metavar="COLUMN | KIND", help="A column (member.email), or a kind of person.")],
    key: Annotated[str | None, typer.Argument(help="With a kind: the person's primary key.")] = None,
    form: As = Format.TEXT,
) -> None:
    """Explain one column, or one person: which purposes and recipients see it, on which basis, until when."""
    explanation = troth.explain(what) if key is None else troth.explain(what, key_of(key))
    print_as(explanation, form)
