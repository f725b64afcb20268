"""Approvals: a role of the company says beforehand that a recipient may get the data of some people, or of everyone."""

from __future__ import annotations

import getpass
from collections.abc import Sequence
from datetime import date
from typing import Any

import psycopg

from troth.compiler.build import Compiled
from troth.errors import Refused
from troth.findings import Finding, did_you_mean
from troth.ledger.entry import Entry
from troth.ledger.store import record, record_about_each
from troth.postgres.statements import statement
from troth.sharing.asked import any_recipient
from troth.sharing.keys import Someone, listed
from troth.sharing.place import of_recipient
from troth.sharing.reading import Reader, reading
from troth.sharing.selecting import known_people
from troth.standing.words import Outcome

ROLE = "TR789"


def approve(
    connection: psycopg.Connection[Any],
    compiled: Compiled,
    recipient: str,
    *,
    role: str,
    people: Sequence[Someone] = (),
    because: str,
    until: date | None = None,
    actor: str | None = None,
) -> Outcome:
    """Record that a role approves releases to a recipient, of these people or, if none are named, of everyone.

    It holds through the day `until`. Raises Refused: TR780, TR783, TR789 nothing waits for such an approval.
    """
    needs = any_recipient(compiled.policy, recipient).needs
    roles = [need.name or "" for need in needs if need.kind == "approval"]
    if role not in roles or not because.strip():
        message = (
            "an approval says why" if role in roles else f"a release to `{recipient}` needs no approval of `{role}`"
        )
        hint = "say `because`" if role in roles else did_you_mean(role, roles)
        why = "an approval stands in the record with its role and its reason, for whoever looks at a release later"
        raise Refused(Finding(code=ROLE, message=message, where=of_recipient(recipient), why=why, hint=hint))
    who = actor or getpass.getuser()
    with reading(connection):
        found = known_people(Reader(connection, compiled, recipient), people)
        row: dict[str, Any] = {"recipient": recipient, "role": role, "because": because, "actor": who, "until": until}
        row |= listed(found)
        connection.execute(statement("sharing approve" if found else "sharing approve everyone"), row)
        said = {"recipient": recipient, "role": role, "until": until.isoformat() if until else None}
        entry = Entry(what="release approved", actor=who, detail=said)
        if not found:
            record(connection, entry)
        record_about_each(connection, entry, found)
    of = f"{len(found):,} {'person' if len(found) == 1 else 'people'}" if found else "everyone"
    return Outcome(said=f"{role} approves releases to {recipient} of {of}", people=len(found))
