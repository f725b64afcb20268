"""Finding people by a value: in every mapped column of its kind of data, said with key and table, and nothing else.

Whoever asks for their data rarely knows their key. The value is compared as it stands and in its normal form.
"""

from __future__ import annotations

import getpass
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import psycopg
from psycopg import sql

from troth.compiler.belongings import key_column
from troth.compiler.build import Compiled
from troth.compiler.rows import TRUE, Climb, Row, both, qualified
from troth.compiler.rows import Rows as Joined
from troth.errors import Refused
from troth.findings import Finding, Place, did_you_mean
from troth.ledger.entry import Entry, Json
from troth.ledger.store import record
from troth.mapped.model import MappedColumn, MappedTable, Owner
from troth.policy.categories import covers
from troth.postgres.numbered import named
from troth.postgres.statements import statement
from troth.subjects.keys import Connection
from troth.subjects.normal import Form, form_of, normal

WHERE = "TR754"

MOST = 100
"""How many people one column gives at most: with more, the value says nothing about anybody."""

_ROW = Row("r")
_MAIL = ("email", "mail", "e_mail")


@dataclass(frozen=True, kw_only=True)
class Match:
    """A person whose data holds the value: in which table and column, letter for letter or in its normal form."""

    kind: str
    key: tuple[Any, ...]
    table: str
    column: str
    category: str
    exact: bool

    def __str__(self) -> str:
        how = "" if self.exact else ", in another spelling"
        return f"{self.kind} {', '.join(map(str, self.key))}: {self.table}.{self.column} ({self.category}){how}"


@dataclass(frozen=True, kw_only=True)
class Matches:
    """The people who were found, in which columns was looked, and which of them had to be read whole."""

    people: tuple[Match, ...]
    columns: tuple[str, ...]
    scanned: tuple[str, ...] = ()
    cut: tuple[str, ...] = ()
    """Columns that hold the value for more people than are shown."""

    def __str__(self) -> str:
        lines = list(map(str, self.people)) or [f"nobody is found in {', '.join(self.columns)}"]
        lines += [f"read whole, as no index serves the comparison: {', '.join(self.scanned)}"] if self.scanned else []
        lines += [f"of more than {MOST} people in: {', '.join(self.cut)}"] if self.cut else []
        return "\n".join(lines)

    def to_json(self) -> dict[str, object]:
        """The matches as plain data."""
        return asdict(self)


Column = tuple[MappedTable, MappedColumn]


def find(
    connection: Connection, compiled: Compiled, what: str | None, value: str, *, exact: bool = False,
    actor: str | None = None,
) -> Matches:  # fmt: skip
    """The people whose data holds a value.

    `what` is a category (`contact.email`, `contact.*`) or a column (`member.email`); it may be left out for an e-mail
    address. `exact`: letter for letter. Raises Refused (TR754) if it is not said where to look.
    """
    columns = columns_for(compiled, what, value)
    with connection.transaction():
        connection.execute("set local search_path = ''")
        connection.execute("set local jit = off")
        found = look_up(connection, compiled, columns, value, exact=exact)
        people = len({(one.kind, one.key) for one in found.people})
        detail: dict[str, Json] = {"columns": list(found.columns), "people": people}
        record(connection, Entry(what="find", actor=actor or getpass.getuser(), detail=detail))
    return found


def columns_for(compiled: Compiled, what: str | None, value: str) -> tuple[Column, ...]:
    """The columns in which to look. Raises Refused (TR754)."""
    personal = [(table, column) for table in compiled.mapped.tables.values() for column in table.personal]
    if what is None and form_of(value) is Form.MAIL:
        named = [(table, column) for table, column in personal if _holds_mail(column.category or "")]
    else:
        named = [(table, column) for table, column in personal if what and _is(what, table, column)]
    if not named:
        known = {column.category or "" for _, column in personal}
        known |= {f"{table.relation}.{column.name}" for table, column in personal} if what else set()
        message = f"no mapped column is or holds `{what}`" if what else "say what kind of data the value is"
        nearest = did_you_mean(what or "", known)
        raise Refused(Finding(code=WHERE, message=message, where=Place(object="tables.yaml"),
                              why="a value is looked for only where the data map says that its kind is held",
                              hint=nearest if what else f"say --category; {nearest}"))  # fmt: skip
    return tuple(named)


def _is(what: str, table: MappedTable, column: MappedColumn) -> bool:
    return covers(what, column.category or "") or what.removeprefix("public.") == f"{table.relation}.{column.name}"


def _holds_mail(category: str) -> bool:
    return any(part in _MAIL for part in category.split("."))


def look_up(
    connection: Connection, compiled: Compiled, columns: Sequence[Column], value: str, *, exact: bool = False
) -> Matches:
    """The people whose data in these columns holds a value, each once for a column."""
    found: dict[tuple[str, tuple[Any, ...], str], Match] = {}
    scanned, cut = [], []
    for table, column in columns:
        name = f"{table.relation}.{column.name}"
        for owner in (table.owners[name] for name in column.owners if name in table.owners):
            query = _query(compiled, table, column, owner, None if exact else form_of(value))
            rows = _ask(connection, query, value)
            if rows is None:
                continue
            for key, letter_for_letter in rows[:MOST]:
                match = Match(kind=owner.kind, key=tuple(key), table=str(table.relation), column=column.name,
                              category=column.category or "", exact=letter_for_letter)  # fmt: skip
                found.setdefault((match.kind, match.key, name), match)
            cut += [name] if len(rows) > MOST else []
            scanned += [name] if _reads_all(connection, query, value) else []
    return Matches(
        people=tuple(found.values()),
        columns=tuple(dict.fromkeys(f"{table.relation}.{column.name}" for table, column in columns)),
        scanned=tuple(dict.fromkeys(scanned)),
        cut=tuple(dict.fromkeys(cut)),
    )


def _ask(connection: Connection, query: sql.Composed, value: str) -> list[tuple[Any, ...]] | None:
    """The answer; None from a column that cannot hold the value at all, such as letters in numbers."""
    try:
        # The value as a literal takes the type of each column by itself.
        with connection.transaction(), psycopg.ClientCursor(connection) as cursor:
            return cursor.execute(named(query), {"value": value}).fetchall()
    except (psycopg.DataError, psycopg.errors.UndefinedFunction, psycopg.errors.AmbiguousFunction):
        return None


def _reads_all(connection: Connection, query: sql.Composed, value: str) -> bool:
    """Whether PostgreSQL goes through a whole table for this, by its own plan."""
    with psycopg.ClientCursor(connection) as cursor:
        plan = named(statement("subjects plan").format(holding=query))
        rows = cursor.execute(plan, {"value": value}).fetchall()
    parts = [rows[0][0][0]["Plan"]]
    while parts:
        part = parts.pop()
        if part["Node Type"] == "Seq Scan":
            return True
        parts += part.get("Plans", [])
    return False


def _query(
    compiled: Compiled, table: MappedTable, column: MappedColumn, owner: Owner, form: Form | None
) -> sql.Composed:  # fmt: skip
    """The keys of an owner's people whose cell holds the value; without a form, letter for letter."""
    joined, cell, value = Joined(compiled.mapped), _ROW.column(column.name), sql.Placeholder("value")
    wanted = sql.SQL("{} = {}").format(cell, value)
    if form is not None and column.column.type_category == "S":
        wanted = sql.SQL("{} = {}").format(normal(cell, form), normal(value, form))
    source, end = _with_key(sql.SQL("{} as r").format(qualified(table.relation)), joined.person(_ROW, owner))
    counts = joined.counts(owner.way[0]) if owner.way else TRUE
    somebody = [sql.SQL("{} is not null").format(part) for part in end]
    return statement("subjects holding").format(
        key=sql.SQL(", ").join(end), cell=cell, value=value, source=source,
        wanted=both([wanted, counts, *somebody]), most=sql.Literal(MOST + 1),
    )  # fmt: skip


def _with_key(source: sql.Composed, someone: Climb) -> tuple[sql.Composed, Sequence[sql.Composable]]:
    """Rows with the key of the person they lead to, by a name that no condition of the company can mean."""
    if not someone.tables:
        return source, someone.end
    names = [sql.Identifier(key_column(count)) for count in range(1, len(someone.end) + 1)]
    inner = sql.SQL("select {} from {} where {}").format(
        sql.SQL(", ").join(sql.SQL("{} as {}").format(*pair) for pair in zip(someone.end, names, strict=True)),
        sql.SQL(", ").join(someone.tables),
        sql.SQL(" and ").join(someone.joins),
    )
    return sql.SQL("{} cross join lateral ({}) as p").format(source, inner), names
