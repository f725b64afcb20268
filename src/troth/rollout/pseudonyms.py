"""The secrets of pseudonyms: made when a policy is applied, and anew when what was copied shall join nothing more."""

from __future__ import annotations

from typing import Any

import psycopg

from troth.compiler.build import Compiled
from troth.ledger.entry import Entry
from troth.ledger.store import record
from troth.postgres import ddl
from troth.postgres.statements import statement


def make_secrets(connection: psycopg.Connection[Any], compiled: Compiled) -> None:
    """A secret for each window that shows pseudonyms and has none yet. The connection is the keeper."""
    connection.execute(statement("pseudonym keys"), {"names": _windows(compiled)})


def renew_secret(connection: psycopg.Connection[Any], compiled: Compiled, window: str) -> None:
    """Another secret for one window, with an entry in the ledger. Raises KeyError if it shows no pseudonyms."""
    if window not in _windows(compiled):
        raise KeyError(window)
    become, leave = ddl.as_role(compiled.names.keeper, [])
    with connection.transaction():
        connection.execute(become)
        connection.execute(statement("pseudonym forget"), {"name": window})
        make_secrets(connection, compiled)
        record(connection, Entry(what="pseudonyms renewed", detail={"window": window}))
        connection.execute(leave)


def _windows(compiled: Compiled) -> list[str]:
    return [window.name for window in (*compiled.windows, *compiled.recipients) if window.pseudonymous]
