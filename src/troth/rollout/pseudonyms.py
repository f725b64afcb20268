"""The secrets of pseudonyms: made when a policy is applied, and anew when what was copied shall join nothing more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import psycopg

from troth.compiler.build import Compiled
from troth.compiler.windows import Window
from troth.errors import Refused
from troth.findings import Finding, Place, did_you_mean
from troth.ledger.entry import Entry
from troth.ledger.store import record
from troth.postgres import ddl
from troth.postgres.statements import statement

NO_PSEUDONYMS = "TR515"


@dataclass(frozen=True, kw_only=True)
class Renewal:
    """A window that would have another secret, and the columns of each table whose pseudonyms would be others."""

    window: str
    columns: Mapping[str, tuple[str, ...]]

    def __str__(self) -> str:
        return "\n".join([
            f"{self.window}: another secret. Pseudonyms read from now on join none that were read before, in:",
            *(f"  {table}: {', '.join(columns)}" for table, columns in self.columns.items()),
            "Every other window stays as it is. The old secret is still in older backups.",
        ])  # fmt: skip

    def to_json(self) -> dict[str, object]:
        """The renewal as plain data."""
        return asdict(self)


def make_secrets(connection: psycopg.Connection[Any], compiled: Compiled) -> None:
    """A secret for each window that shows pseudonyms and has none yet. The connection is the keeper."""
    _make(connection, list(_windows(compiled)))


def plan_renewal(connection: psycopg.Connection[Any], compiled: Compiled, window: str) -> Renewal:
    """What another secret of a window would change. Raises Refused (TR515) if it shows no pseudonyms here."""
    windows = _windows(compiled)
    if window not in windows:
        message = f"`{window}` is no window that shows pseudonyms"
        raise Refused(
            _finding(window, message, did_you_mean(window, windows, none="say `keys: pseudonym` in policy.yaml"))
        )
    if not _has_secret(connection, compiled, window):
        message = f"the policy by which `{window}` shows pseudonyms is not applied here yet"
        raise Refused(_finding(window, message, "`troth apply` makes its secret"))
    shown = {str(relation): table.pseudonyms for relation, table in windows[window].tables.items() if table.pseudonyms}
    columns = {table: tuple(name for name, _ in pseudonyms) for table, pseudonyms in shown.items()}
    return Renewal(window=window, columns=columns)


def renew_secret(
    connection: psycopg.Connection[Any], compiled: Compiled, window: str, *, actor: str | None = None
) -> Renewal:
    """Another secret for one window, with an entry in the ledger. Raises Refused (TR515)."""
    renewal = plan_renewal(connection, compiled, window)
    become, leave = ddl.as_role(compiled.names.keeper, [])
    with connection.transaction():
        connection.execute(statement("apply lock"))
        connection.execute(become)
        connection.execute(statement("pseudonym forget"), {"name": window})
        _make(connection, [window])
        record(connection, Entry(what="pseudonyms renewed", actor=actor, detail={"window": window}))
        connection.execute(leave)
    return renewal


def _windows(compiled: Compiled) -> dict[str, Window]:
    return {window.name: window for window in (*compiled.windows, *compiled.recipients) if window.pseudonymous}


def _make(connection: psycopg.Connection[Any], names: list[str]) -> None:
    connection.execute(statement("pseudonym keys"), {"names": names})


def _has_secret(connection: psycopg.Connection[Any], compiled: Compiled, window: str) -> bool:
    with connection.transaction():
        there = connection.execute(statement("pseudonym table there")).fetchone()
        if there is None or not there[0]:
            return False
        become, leave = ddl.as_role(compiled.names.keeper, [])
        connection.execute(become)
        found = connection.execute(statement("pseudonym there"), {"name": window}).fetchone()
        connection.execute(leave)
    return found is not None


def _finding(window: str, message: str, hint: str) -> Finding:
    why = "what is renewed is the secret by which a window makes pseudonyms of keys"
    return Finding(code=NO_PSEUDONYMS, message=message, where=Place(object=window), why=why, hint=hint)
