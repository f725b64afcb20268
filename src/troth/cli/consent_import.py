"""`troth consent import`: consents that the application has recorded so far, brought over with their evidence."""

from __future__ import annotations

import getpass
from typing import Annotated

import typer

from troth.adopt.consent_import import apply_import, import_consents
from troth.cli.options import Actor, Kind, PurposeName, Yes, on_troth, pairs
from troth.cli.output import confirm, say
from troth.client import Troth


@on_troth
def command(
    troth: Troth,
    *,
    kind: Kind,
    purpose: PurposeName,
    query: Annotated[
        str, typer.Option("--from-query", help="SQL giving the key, and maybe given_at; other columns are evidence.")
    ],
    evidence: Annotated[
        list[str] | None,
        typer.Option("--evidence", metavar="NAME=VALUE", help="Where they are from; may be repeated."),
    ] = None,
    actor: Actor = None,
    yes: Yes = False,
) -> None:
    """Record the consents that a query finds, after showing how many are new. Doing it twice changes nothing.

    Refused (TR744) while the database is older than its journal: who has withdrawn since is known only after a replay.
    """
    with troth.owner() as connection:
        troth.restored.require_replayed(connection)
        compiled = troth.compiled()
        plan = import_consents(
            connection, compiled, kind=kind, purpose=purpose, query=query, evidence=dict(pairs(evidence or []))
        )
        say(plan)
        if plan.new:
            confirm("Record them?", yes=yes)
            recorded = apply_import(connection, compiled, plan, actor=actor or getpass.getuser())
            say(f"{recorded} consents recorded.")
