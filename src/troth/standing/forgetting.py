"""What becomes of Troth's own rows about people who are gone: standing goes, and what proves it stays without a name.

A key that is used again inherits nothing: no consent, no restriction, and no pseudonym in the ledger.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import psycopg
from psycopg import sql

from troth.compiler.build import Compiled
from troth.compiler.names import restricted_rows
from troth.compiler.stored.evidence import ACCOUNTABILITY
from troth.postgres.statements import statement
from troth.standing.people import KeyColumns, People

PROVES = ("ground", "direct_marketing", "pending", "keeps", "categories", "child", "request", "version")
"""The parts of a word's detail that prove something and can name nobody."""

SHOWN = ("form", "wording", "version", "policy", "channel")
"""The parts of a consent's evidence that are about what was shown, and not about who it was shown to."""


def people_of(compiled: Compiled, kind: str) -> People:
    """How statements speak of people of a kind."""
    table = compiled.mapped.subject_table(kind).table
    types = [column.type for name in table.primary_key if (column := table.column(name))]
    return People(kind=kind, key=KeyColumns(table=table.relation, names=table.primary_key, types=tuple(types)))


def forget(connection: psycopg.Connection[Any], compiled: Compiled, kind: str, keys: Sequence[tuple[Any, ...]]) -> None:
    """Forget people whose last row is gone, in the transaction that the caller has open.

    `connection` is a login that owns the tables. Their words become evidence under their pseudonym of the ledger, kept
    for as long as proof may be asked for; who the pseudonym stands for is known to nobody from here on.
    """
    if not keys:
        return
    people = people_of(compiled, kind)
    given = people.given(keys)
    for table in compiled.mapped.tables.values():
        if table.restrict_rows:
            words = {"restricted": sql.Identifier(*restricted_rows(table.relation))}
            connection.execute(people.statement("forget restricted rows", **words), given)
    connection.execute(
        people.statement("forget people"),
        given | {"period": ACCOUNTABILITY, "proves": list(PROVES), "shown": list(SHOWN)},
    )


def forget_what_is_over(connection: psycopg.Connection[Any]) -> int:
    """Evidence that nobody can ask for any more goes, of requests too; for how many people it did."""
    connection.execute(statement("request lapse"), {"period": ACCOUNTABILITY})
    rows = connection.execute(statement("forget evidence")).fetchall()
    return int(rows[0][0])
