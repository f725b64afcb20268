"""What was done about a person's data stands in their history and, by pseudonym, in the ledger; never a value of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from troth.compiler.build import Compiled
from troth.ledger.entry import Entry, Json
from troth.ledger.store import record_about
from troth.postgres.parameters import as_json
from troth.standing.people import People
from troth.subjects.keys import Connection, Someone, key_columns


def say(
    connection: Connection, compiled: Compiled, someone: Someone, word: str, *, actor: str, because: str | None,
    detail: Mapping[str, Any],
) -> None:  # fmt: skip
    """Add a word to a person's history, which is erased with them."""
    kind, key = someone
    people = People(kind=kind, key=key_columns(compiled.mapped, kind))
    said = {**detail, **({"because": because} if because else {})}
    about = {"word": word, "purpose": None, "detail": as_json(said), "actor": actor, "version": compiled.policy.version}
    connection.execute(people.statement("standing write"), people.given([tuple(key)]) | about)


def enter(
    connection: Connection, compiled: Compiled, someone: Someone, what: str, *, actor: str, detail: Mapping[str, Json]
) -> None:
    """Add an entry to the ledger, which is never erased and names nobody."""
    entry = Entry(what=what, actor=actor, detail={**detail, "policy_version": compiled.policy.version})
    record_about(connection, entry, someone[0], [someone[1]])
