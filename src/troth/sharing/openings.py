"""Opening a case: who looks at whom, for what and why, written down and committed before the window shows anything."""

from __future__ import annotations

import getpass
from typing import Any

import psycopg

from troth.compiler.build import Compiled
from troth.errors import Refused
from troth.findings import Finding, Place, did_you_mean
from troth.ledger.entry import Entry
from troth.ledger.store import record, record_about_each
from troth.mapped.model import MappedTable
from troth.policy.sharing import OpenPer
from troth.postgres.parameters import as_array
from troth.postgres.statements import statement
from troth.sharing.keys import as_key
from troth.sharing.reading import Reader, reading
from troth.standing.words import Outcome

OPENING = "TR796"


def open_case(
    connection: psycopg.Connection[Any],
    compiled: Compiled,
    purpose: str,
    key: Any,
    *,
    because: str,
    actor: str | None = None,
    reader: str | None = None,
) -> Outcome:
    """Open a case for a purpose, for its hours. It shows what is related to it from the next statement on.

    `reader` is the login that will look: the purpose's own, or that of a person who becomes its window.
    Raises Refused (TR796): the purpose opens no cases, there is no such case, or no reason is given.
    """
    case = _case(compiled, purpose, because)
    table = compiled.mapped.tables[compiled.mapped.cases[case.case]]
    who, login = actor or getpass.getuser(), reader or compiled.names.window(purpose)
    with reading(connection):
        found = _there(connection, compiled, table, as_key(key))
        if found is None:
            message = f"there is no {case.case} {key}"
            raise Refused(_finding(message, "is the key right, and the row committed?", purpose))
        row = {"purpose": purpose, "table": str(table.relation), "key": as_array(found), "reader": login}
        row |= {"because": because, "actor": who, "hours": case.hours}
        ((number,),) = connection.execute(statement("opening write"), row).fetchall()
        _enter(connection, compiled, table, found, Entry(
            what="case opened", actor=who, purpose=purpose, detail={"opening": number, "reader": login}))  # fmt: skip
    said = f"{case.case} {key} is open for {purpose} as {login}, for {case.hours} hours"
    return Outcome(said=said, id=number, people=0)


def _case(compiled: Compiled, purpose: str, because: str) -> OpenPer:
    opening = {name: said for name, said in compiled.policy.purposes.items() if said.open_per}
    case = opening[purpose].open_per if purpose in opening else None
    if case is None:
        hint = did_you_mean(purpose, opening, none="say `open_per` on the purpose")
        raise Refused(_finding(f"`{purpose}` is worked for without opening a case", hint, purpose))
    if not because.strip():
        raise Refused(_finding("a case is opened for a reason", "say `because`", purpose))
    return case


def _there(
    connection: psycopg.Connection[Any], compiled: Compiled, table: MappedTable, key: tuple[Any, ...]
) -> tuple[Any, ...] | None:
    """The key of a case as Troth stores it, if the database has it."""
    try:
        if len(key) != len(table.table.primary_key):
            return None
        return next(iter(Reader(connection, compiled, "").rows_there(table, [key])), None)
    except psycopg.DataError:
        return None


def _enter(
    connection: psycopg.Connection[Any], compiled: Compiled, table: MappedTable, key: tuple[Any, ...], entry: Entry
) -> None:
    """The opening in the ledger: about everybody whose case it is, or once if it is nobody's."""
    reader = Reader(connection, compiled, "")
    owners = table.owners.values()
    people = {(owner.kind, person) for owner in owners for _, person in reader.people_of(table, owner, [key])}
    record_about_each(connection, entry, people)
    if not people:
        record(connection, entry)


def _finding(message: str, hint: str, purpose: str) -> Finding:
    why = "who looked at whom, and why, is known before anything is shown"
    return Finding(code=OPENING, message=message, where=Place(object=f"purpose {purpose}"), hint=hint, why=why)
