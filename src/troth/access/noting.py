"""What was done about a person's data stands in their history and, by pseudonym, in the ledger; never a value of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from troth.access.reading import Found
from troth.compiler.build import Compiled
from troth.ledger.entry import Entry, Json
from troth.ledger.store import record_about
from troth.standing.desk import as_json
from troth.standing.people import People
from troth.subjects.keys import Connection, key_columns


def note(
    connection: Connection,
    compiled: Compiled,
    found: Found,
    word: str,
    *,
    actor: str,
    because: str | None,
    detail: Mapping[str, Json],
) -> None:
    """Add a word to a person's history, and an entry to the ledger: that, but for the words of a reason."""
    people = People(kind=found.kind, key=key_columns(compiled.mapped, found.kind))
    said: dict[str, Any] = {**detail, **({"because": because} if because else {})}
    version = compiled.policy.version
    about = {"word": word, "purpose": None, "detail": as_json(said), "actor": actor, "version": version}
    connection.execute(people.statement("standing write"), people.given([found.key]) | about)
    entry = Entry(what=word, actor=actor, detail={**detail, "policy_version": version})
    record_about(connection, entry, found.kind, [found.key])
