"""Writing into the ledger, in the transaction of the deed itself: both are committed or neither is.

Entries can only be added. They wait until the sealer gives them their places. Who a pseudonym stands for is known only
from a secret of each person's own: when that is forgotten, the entries stay valid and speak of nobody.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

import psycopg
from psycopg import sql

from troth.ledger.entry import Entry, canonical
from troth.postgres.parameters import as_array
from troth.postgres.statements import statement

Connection = psycopg.Connection[Any]


def record(connection: Connection, entry: Entry) -> None:
    """Add an entry, in the transaction that the connection has open."""
    record_all(connection, [entry])


def record_all(connection: Connection, entries: Sequence[Entry]) -> None:
    """Add entries in this order, in one statement."""
    connection.execute(statement("ledger record"), given_for(entries))


def given_for(entries: Sequence[Entry]) -> dict[str, str]:
    """The parameters of the statement `ledger record`: one document, which costs less than arrays of thousands."""
    return {"entries": json.dumps([_around_time_and_login(entry) for entry in entries])}


def _around_time_and_login(entry: Entry) -> tuple[str, str, str]:
    before_time, before_login, before_subject, after_subject = entry.pieces
    return before_time, before_login, before_subject + canonical(entry.subject) + after_subject


def about(people: sql.Composable, *, deed: sql.Composable | None = None) -> sql.Composed:
    """The statement that adds an entry once for each of some people of a kind, by pseudonym; see given_about().

    `people` is a query in brackets with one column, the key of each as a JSON array of its parts: it may have
    parameters of its own. A `deed` that returns something is done in the same statement, and `people` may be a query of
    what it returned. Whoever writes often puts it together once.
    """
    return _of(people, "ledger record about", deed=_before(deed) if deed else sql.SQL(""))


def given_about(entry: Entry, kind: str) -> dict[str, str]:
    """The parameters of about()."""
    return {"kind": kind, **entry.pieces._asdict()}


def after(deed: sql.Composable) -> sql.Composed:
    """The statement that does a deed, which returns something of it, and adds an entry about nobody."""
    return statement("ledger record deed").format(deed=_before(deed))


def given_after(entry: Entry) -> dict[str, str]:
    """The parameters of after()."""
    return entry.pieces._asdict()


def record_about(connection: Connection, entry: Entry, kind: str, keys: Sequence[object]) -> None:
    """Add this entry once for each of these people, by pseudonym. A composite key is a tuple."""
    connection.execute(_about_listed(), {**given_about(entry, kind), "keys": [as_array(key) for key in keys]})


def record_about_each(connection: Connection, entry: Entry, people: Iterable[tuple[str, object]]) -> None:
    """As record_about(), for people of any kinds: each is a kind and a key."""
    keys: dict[str, list[object]] = {}
    for kind, key in people:
        keys.setdefault(kind, []).append(key)
    for kind in sorted(keys):
        record_about(connection, entry, kind, keys[kind])


def pseudonym(connection: Connection, kind: str, key: object) -> str:
    """The name under which a person stands in the ledger, made at first use. A composite key is a tuple.

    Key parts are as PostgreSQL has them: a number for an integer column.
    """
    asked = {"kind": kind, "keys": [as_array(key)]}
    ((name,),) = connection.execute(_of(_LISTED, "ledger pseudonym"), asked).fetchall()
    return str(name)


def forget(connection: Connection, kind: str, key: object) -> bool:
    """Nobody knows any more who the person's entries are about. False if there was nothing to forget."""
    return connection.execute(statement("ledger forget"), {"kind": kind, "key": as_array(key)}).rowcount > 0


# The inner select keeps the number of keys from the planner, which would plan every call of a prepared statement anew.
_LISTED = sql.SQL("(select * from unnest((select %(keys)s::jsonb[])))")


@cache
def _about_listed() -> bytes:
    return about(_LISTED).as_bytes()


def _of(people: sql.Composable, name: str, **words: sql.Composable) -> sql.Composed:
    named = statement("ledger named").format(people=people)
    return statement(name).format(named=named, make=statement("ledger make pseudonyms"), **words)


def _before(deed: sql.Composable) -> sql.Composed:
    return sql.SQL("deed as ({}), ").format(deed)
