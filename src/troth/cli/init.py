"""`troth init`: a first draft of the two files from the live database."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer

from troth.adopt.init import draft
from troth.cli.options import DEFAULT_FOLDER, Database, PolicyFolder
from troth.cli.output import say
from troth.errors import Refused
from troth.findings import Finding, Place
from troth.postgres.connection import connect
from troth.postgres.embedded.server import embedded_database
from troth.rollout.deployment import POLICY_FILE, TABLES_FILE


def command(
    policy: PolicyFolder = DEFAULT_FOLDER,
    database: Database = None,
    schema: Annotated[
        list[str] | None, typer.Option("--schema", help="A schema to read; may be repeated. public if not said.")
    ] = None,
    sample: Annotated[bool, typer.Option("--sample", help="Look at some values too; none is ever shown.")] = False,
) -> None:
    """Draft tables.yaml and the start of policy.yaml from the database. What is unsure is left open, never guessed."""
    for name in (TABLES_FILE, POLICY_FILE):
        if (policy / name).exists():
            raise Refused(_exists(policy / name))
    with ExitStack() as open_until_read:
        if database is None:
            database = open_until_read.enter_context(embedded_database(policy.resolve().parent)).url
        connection = open_until_read.enter_context(connect(database, autocommit=True))
        drafted = draft(connection, schema or ["public"], sample=sample)
    texts = {TABLES_FILE: drafted.tables_yaml, POLICY_FILE: drafted.policy_yaml}
    policy.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (policy / name).write_text(text, encoding="utf-8")
        say(f"written: {policy / name}")
    say(drafted)


def _exists(path: Path) -> Finding:
    return Finding(
        code="TR507",
        message="there is a file of this name already",
        where=Place(file=str(path)),
        why="a draft never writes over what somebody has written",
        hint="draft into another folder: troth init --policy FOLDER",
    )
