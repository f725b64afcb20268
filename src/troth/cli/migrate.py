"""`troth migrate`: the company's own migrations, with only the windows in their way closed meanwhile."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import psycopg
import typer

from troth.adopt.migrate import Migrated, migrate_command, migrate_sql
from troth.cli.options import FOUND, on_troth
from troth.cli.output import failing, say
from troth.client import Troth
from troth.errors import Unavailable
from troth.findings import Finding, Place
from troth.postgres.catalogue import Relation
from troth.tables.model import parse_table


@on_troth
def command(
    troth: Troth,
    *,
    words: Annotated[list[str] | None, typer.Argument(metavar="[-- COMMAND...]", help="What migrates.")] = None,
    file: Annotated[
        Path | None, typer.Option("--sql", exists=True, dir_okay=False, help="SQL to run in one transaction.")
    ] = None,
    tables: Annotated[str | None, typer.Option(help="The tables COMMAND changes, with commas; all without.")] = None,
) -> int:
    """Run a migration with only the windows in its way closed, and open them again. Says what nobody has mapped yet."""
    if (file is None) == (not words):
        raise typer.BadParameter("give either --sql FILE or -- COMMAND")
    with troth.owner() as connection:
        if file is not None:
            done = _of_file(troth, connection, file)
        else:
            named = [Relation(*parse_table(name.strip())) for name in (tables or "").split(",") if name.strip()]
            done = migrate_command(connection, words or [], troth.files, tables=named, prefix=troth.prefix)
    say(done)
    return done.exit_code or (FOUND if failing(done.findings) else 0)


def _of_file(troth: Troth, connection: psycopg.Connection[tuple[object, ...]], file: Path) -> Migrated:
    try:
        return migrate_sql(connection, file.read_text(encoding="utf-8"), troth.files, troth.prefix)
    except psycopg.Error as problem:
        raise Unavailable(
            Finding(
                code="TR502",
                message=f"PostgreSQL refused: {problem.diag.message_primary or problem}",
                where=Place(file=str(file)),
                why=problem.diag.message_detail or "the migration was rolled back, and nothing has changed",
                hint=problem.diag.message_hint or "run the statement alone to see where it stops",
            )
        ) from None
