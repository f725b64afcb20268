"""Whether two keys are one human: likely matches by what the data map names, confirmed once by somebody, and recorded.

Nothing is taken for the same by itself: two people may share an address, and a copy for the wrong one is a breach.
"""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from dataclasses import dataclass

from psycopg import sql
from psycopg.types.json import Jsonb

from troth.compiler.belongings import MINE, WHOSE, Belongings, bits
from troth.compiler.build import Compiled
from troth.compiler.rows import Row, qualified
from troth.errors import Refused
from troth.findings import Finding, Place
from troth.ledger.entry import Entry
from troth.ledger.store import record_about
from troth.postgres.catalogue import Relation
from troth.postgres.numbered import Numbered
from troth.postgres.statements import statement
from troth.standing.words import Outcome
from troth.subjects.find import Column, look_up
from troth.subjects.keys import Connection, Someone, given, key_columns, known_person
from troth.subjects.linked import linked_people

UNLIKE, ITSELF = "TR755", "TR756"

_ROW = Row("r")


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Another person whose data is like this one's, and where."""

    kind: str
    key: tuple[object, ...]
    alike: tuple[str, ...]
    """Which columns hold the same: `contact.email in member.email and subscriber.email`."""

    def __str__(self) -> str:
        return f"{self.kind} {', '.join(map(str, self.key))}: {'; '.join(self.alike)}"


def likely(connection: Connection, compiled: Compiled, kind: str, key: object) -> tuple[Pair, ...]:
    """People whose data is like this person's in the columns of `same_person`, not confirmed yet.

    Raises Refused: TR701 to TR703.
    """
    with connection.transaction():
        connection.execute("set local search_path = ''")
        me = known_person(connection, compiled.mapped, (kind, key))
        known = {me, *linked_people(connection, compiled, *me)}
        alike = _alike(connection, compiled, me)
    return tuple(Pair(kind=who[0], key=who[1], alike=where) for who, where in alike.items() if who not in known)


def confirm(
    connection: Connection, compiled: Compiled, one: Someone, other: Someone, *, because: str | None = None,
    actor: str | None = None,
) -> Outcome:  # fmt: skip
    """Record that two keys are one human. Without a match in the columns of `same_person`, it needs a reason.

    Raises Refused: TR701 to TR703, TR755 nothing is alike and no reason given, TR756 it is one and the same key.
    """
    with connection.transaction():
        connection.execute("set local search_path = ''")
        first, second = (known_person(connection, compiled.mapped, who) for who in (one, other))
        if first == second:
            message = f"{_said(first)} is one key, not two"
            why, hint = "what is recorded is that two keys are one human", "name the other key of the same human"
            raise Refused(Finding(code=ITSELF, message=message, where=Place(object=_said(first)), why=why, hint=hint))
        if second in linked_people(connection, compiled, *first):
            return Outcome(said=f"{_said(first)} and {_said(second)} are known as one already", changed=False, people=0)
        alike = _alike(connection, compiled, first).get(second, ())
        if not alike and not (because or "").strip():
            raise Refused(_unlike(first, second))
        who = actor or getpass.getuser()
        said = {"because": because or "; ".join(alike), "actor": who}
        connection.execute(statement("subjects same"), _pair(first, second) | said)
        _enter(connection, first, second, what="same person", actor=who)
    return Outcome(said=f"{_said(first)} and {_said(second)} are one human: {said['because']}", people=2)


def undo(
    connection: Connection, compiled: Compiled, one: Someone, other: Someone, *, actor: str | None = None
) -> Outcome:
    """Take back that two keys are one human. Raises Refused: TR701 to TR703."""
    with connection.transaction():
        connection.execute("set local search_path = ''")
        first, second = (known_person(connection, compiled.mapped, who) for who in (one, other))
        gone = connection.execute(statement("subjects not same"), _pair(first, second)).rowcount
        if not gone:
            said = f"{_said(first)} and {_said(second)} were not confirmed to be one"
            return Outcome(said=said, changed=False, people=0)
        _enter(connection, first, second, what="not same person", actor=actor or getpass.getuser())
    return Outcome(said=f"{_said(first)} and {_said(second)} are two people again", people=2)


def _alike(connection: Connection, compiled: Compiled, me: Someone) -> dict[Someone, tuple[str, ...]]:
    """Who holds the same values in the columns of `same_person`, and in which."""
    columns = list(_columns(compiled))
    found: dict[Someone, dict[str, None]] = {}
    for table, column in columns:
        others = [other for other in columns if other[1].category == column.category]
        here = f"{table.relation}.{column.name}"
        for value in _values(connection, compiled, me, (table, column)):
            for match in look_up(connection, compiled, others, value).people:
                there = f"{match.table}.{match.column}"
                said = f"{column.category} in {here}" + (f" and {there}" if there != here else "")
                found.setdefault((match.kind, match.key), {})[said] = None
    return {who: tuple(said) for who, said in found.items() if who != me}


def _columns(compiled: Compiled) -> Iterator[Column]:
    for name in compiled.mapped.same_person:
        table = compiled.mapped.tables.get(Relation(*name.table))
        if table is not None and name.column in table.columns:
            yield table, table.columns[name.column]


def _values(connection: Connection, compiled: Compiled, me: Someone, where: Column) -> list[str]:
    """The person's own values in a column."""
    (kind, key), (table, column) = me, where
    columns, belongings = key_columns(compiled.mapped, kind), Belongings(compiled.mapped)
    if not belongings.owners(table, kind):
        return []
    mine = belongings.joined(table, kind, columns.parameters(), _ROW)
    whose = sql.SQL("{} & {} <> 0").format(MINE.column(WHOSE), sql.Literal(bits(table, column.owners)))
    query = sql.SQL("select distinct {0}::text from {1} as r {2} where {3} and {0} is not null")
    text = query.format(_ROW.column(column.name), qualified(table.relation), mine, whose)
    return [value for (value,) in Numbered.of(text).run(connection, given(columns, key)).fetchall()]


def _pair(first: Someone, second: Someone) -> dict[str, object]:
    (kind, key), (other_kind, other_key) = first, second
    return {"kind": kind, "key": Jsonb(list(key)), "other_kind": other_kind, "other_key": Jsonb(list(other_key))}


def _enter(connection: Connection, first: Someone, second: Someone, *, what: str, actor: str) -> None:
    for kind, key in (first, second):
        record_about(connection, Entry(what=what, actor=actor), kind, [key])


def _said(someone: Someone) -> str:
    return f"{someone[0]} {', '.join(map(str, someone[1]))}"


def _unlike(first: Someone, second: Someone) -> Finding:
    return Finding(
        code=UNLIKE,
        message=f"nothing that the data map compares is alike in {_said(first)} and {_said(second)}",
        where=Place(object=_said(first)),
        why="whoever is taken for the same person is given the other's data",
        hint="say --because how it is known, or name columns under `same_person` in tables.yaml",
    )
