"""Data that nothing needs any more and that is still there: the sweep has not run, or could not take it."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg

from troth.findings import Finding, Level, Place
from troth.retention.lists import Lists, listed, survey_of
from troth.retention.sweeping import last_sweep
from troth.verify.look import Look

CODE = "TR720"
_WHY = "the policy says for how long data is kept; what is kept longer breaks it, seen or not"
PATIENCE = "60s"
"""How long the tables are looked through; on larger databases `troth sweep --plan` tells."""


def find(look: Look) -> Iterator[Finding]:
    """One warning for each table, or a note that there was too much to look through."""
    if look.compiled.mapped.adopting:
        return
    try:
        with look.connection.transaction():
            look.connection.execute("select pg_catalog.set_config('statement_timeout', %s, true)", [PATIENCE])
            with listed(look.connection, survey_of(look.connection, look.compiled)) as lists:
                found = tuple(_findings(look, lists))
    except psycopg.errors.QueryCanceled:
        found = (_not_counted(),)
    yield from found


def _findings(look: Look, lists: Lists) -> Iterator[Finding]:
    last = last_sweep(look.connection)
    when = f"the last sweep was on {last.finished_at:%Y-%m-%d}" if last else "no sweep has ever come to its end"
    for relation, taken in sorted(lists.due.items()):
        cells = f"{taken.erased:,} cells of {taken.changed:,} rows" if taken.changed else ""
        rows = f"{taken.rows:,} rows" if taken.rows else ""
        yield Finding(
            code=CODE,
            message=f"nothing needs {' and '.join(filter(None, (rows, cells)))} of `{relation}` any more; {when}",
            where=Place(object=f"table {relation}"),
            why=_WHY,
            hint="troth sweep --plan, then troth sweep; let it run by itself: troth sweep --watch",
            level=Level.WARNING,
        )


def _not_counted() -> Finding:
    return Finding(
        code=CODE,
        message=f"what is overdue was not counted: looking through the tables took longer than {PATIENCE}",
        where=Place(object="troth sweep"),
        why=_WHY,
        hint="`troth sweep --plan` looks as long as it takes",
        level=Level.NOTE,
    )
