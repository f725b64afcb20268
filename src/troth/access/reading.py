"""Reading everything about one person from one moment of the database: one statement a table, few messages, any size.

All of it stands in one repeatable-read transaction with its entry in the ledger. The first rows of every table come
with one message; a person with many rows is read in pieces, so that memory stays bounded.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import psycopg
from psycopg.pq import TransactionStatus
from psycopg.rows import dict_row
from psycopg.types.json import set_json_loads

from troth.access.copy import ColumnTold, KeptTold, Row, TableCopy
from troth.access.held import FIRST, TableQuery, table_queries
from troth.access.person import PersonQuery, person_query
from troth.compiler.build import Compiled
from troth.errors import Refused, Stale
from troth.findings import Finding, Place
from troth.postgres.statements import statement
from troth.standing.people import unknown_person
from troth.subjects.keys import Connection, given

BUSY = "TR750"

PIECE = 1_000
"""How many rows of a table are in memory at once."""

NEVER = "infinity"
"""The day on which a clock that has not started comes to its end."""


@dataclass(frozen=True, kw_only=True)
class Queries:
    """All the statements that a copy of people of one kind takes, made once for a compiled policy."""

    person: PersonQuery
    tables: tuple[TableQuery, ...]


def queries_for(compiled: Compiled, kind: str, *, portable: bool = False) -> Queries:
    """As made before for this compiled policy, or made now. Raises Refused (TR703)."""
    known = ("access", kind, portable)
    if known not in compiled.once:
        tables = table_queries(compiled, kind, portable=portable)
        compiled.once[known] = Queries(person=person_query(compiled, kind), tables=tables)
    queries: Queries = compiled.once[known]
    return queries


@contextmanager
def one_moment(connection: Connection) -> Iterator[None]:
    """A transaction in which every statement sees the same moment. Inside one that is open already: a savepoint."""
    if connection.info.transaction_status is not TransactionStatus.IDLE:
        with connection.transaction():
            yield
        return
    before = connection.isolation_level
    connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    try:
        with connection.transaction():
            yield
    finally:
        if not connection.closed:
            connection.isolation_level = before


def settle(connection: Connection, zone: str) -> None:
    """How values are written, for the rest of the transaction."""
    connection.execute(statement("access settings"), {"zone": zone})


@dataclass(frozen=True, kw_only=True)
class Found:
    """One person as the database has them: their key in its own form, and what holds for them, as it was read."""

    kind: str
    key: tuple[Any, ...]
    given: Mapping[str, Any]
    """The parameters of statements about them."""
    said: Mapping[str, Any]
    """The parts of the statement `access person`."""


def find_person(connection: Connection, queries: Queries, kind: str, key: Any) -> Found:
    """The person of this key. Raises Refused: TR701 there is none and nothing was said of one, TR702 no such key."""
    columns = queries.person.key
    about = given(columns, key)
    try:
        cursor = queries.person.statement.run(connection, about, prepare=True)
        cursor.row_factory = dict_row
        said = cursor.fetchone()
    except (psycopg.DataError, psycopg.errors.CannotCoerce):
        raise Refused(columns.misfit(key)) from None
    assert said is not None
    if not said["found"] and not said["history"]:
        raise Refused(unknown_person(kind, [columns.parts(key)]))
    return Found(kind=kind, key=tuple(said["key"]), given=about, said=said)


@dataclass
class Span:
    """The first and the last of some days, of which some may not be known yet."""

    earliest: str = NEVER
    latest: str = ""
    open: bool = False

    def add(self, day: str) -> None:
        if day == NEVER:
            self.open = True
            return
        self.earliest, self.latest = min(self.earliest, day), max(self.latest, day)

    def kept(self, purpose: str) -> KeptTold:
        known = self.latest != ""
        return KeptTold(
            purpose=purpose,
            earliest=date.fromisoformat(self.earliest) if known else None,
            latest=date.fromisoformat(self.latest) if known and not self.open else None,
        )


@dataclass
class TableReading:
    """The rows of one person in one table, to be gone through once; then `kept` knows until when."""

    person: int
    query: TableQuery
    rows: Iterator[Row]
    ends: dict[str, Span] = field(default_factory=dict)
    others: dict[int, tuple[str, ...]] = field(default_factory=dict)
    """By whose a row is, the columns in it that are only another person's."""
    count: int = 0
    """How many rows were gone through."""

    @property
    def table(self) -> str:
        return self.query.name

    @property
    def columns(self) -> tuple[ColumnTold, ...]:
        return self.query.columns

    @property
    def kept(self) -> tuple[KeptTold, ...]:
        """The first and the last day on which each purpose still keeps rows, of those that were gone through."""
        return tuple(span.kept(name) for name, span in self.ends.items())

    def whole(self) -> TableCopy:
        """All of it at once."""
        rows = tuple(self.rows)
        return TableCopy.model_construct(
            person=self.person, table=self.table, columns=self.columns, rows=rows, kept=self.kept
        )


Tables = Sequence[TableReading | TableCopy]
"""The tables of a copy, to be gone through once in this order."""

Understood = Callable[[TableQuery, TableReading, tuple[Any, ...]], Row | None]
"""What of a row that was read is given: from whose it is, its marks and its cells."""


def read_tables(
    connection: Connection, found: Found, person: int, queries: Queries, understood: Understood
) -> list[TableReading]:
    """The tables that hold something of a person, to be gone through in this order, while the transaction lasts."""
    with connection.pipeline():
        cursors = [query.first.run(connection, found.given, prepare=True) for query in queries.tables]
        first = [cursor.fetchall() for cursor in cursors]
    readings = []
    for query, rows in zip(queries.tables, first, strict=True):
        if rows:
            reading = TableReading(person=person, query=query, rows=iter(()))
            source = iter(rows) if len(rows) <= FIRST else _in_pieces(connection, query, found)
            reading.rows = _understanding(query, reading, source, understood)
            readings.append(reading)
    return readings


def _in_pieces(connection: Connection, query: TableQuery, found: Found) -> Iterator[tuple[Any, ...]]:
    """The rows of a table of which the person has many, from the start: it is the same moment still."""
    with psycopg.RawServerCursor(connection, f"troth access {query.name}"[:60]) as cursor:
        set_json_loads(_read_json, cursor)
        cursor.execute(query.rows.text, query.rows.values(found.given))
        while rows := cursor.fetchmany(PIECE):
            yield from rows


_DECODER = json.JSONDecoder()


def _read_json(text: bytes | str) -> Any:
    """Without guessing, row by row, in which encoding it is."""
    return _DECODER.decode(text if isinstance(text, str) else text.decode())


def _understanding(
    query: TableQuery, reading: TableReading, source: Iterator[tuple[Any, ...]], understood: Understood
) -> Iterator[Row]:
    for raw in source:
        row = understood(query, reading, raw)
        if row is not None:
            reading.count += 1
            yield row


def busy(problem: psycopg.Error) -> Stale:
    """The refusal for a transaction that met another one about the same person."""
    return Stale(
        Finding(
            code=BUSY,
            message="somebody else recorded something about this person at the same time",
            where=Place(object=problem.diag.table_name or "troth"),
            why="a copy shows one moment, and is entered in the ledger at that moment",
            hint="ask again",
        )
    )
