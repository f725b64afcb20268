"""What goes of all tables, found at one moment and put on lists: the plan of a sweep, and its work."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import psycopg

from troth.compiler.build import Compiled
from troth.compiler.erasable.fates import Fate
from troth.compiler.erasable.levels import brought_down
from troth.compiler.swept.stays import ELSEWHERE
from troth.compiler.swept.survey import Survey
from troth.policy.model import Policy
from troth.postgres.catalogue import Relation
from troth.postgres.statements import statement
from troth.retention.row_holds import row_holds

Connection = psycopg.Connection[Any]


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What of one table goes or has gone: rows, and cells of rows that stay, by column."""

    rows: int = 0
    changed: int = 0
    """The rows that stay and lose cells."""
    cells: Mapping[str, int] = field(default_factory=dict)

    def __add__(self, other: Taken) -> Taken:
        names = dict.fromkeys([*self.cells, *other.cells])
        cells = {name: self.cells.get(name, 0) + other.cells.get(name, 0) for name in names}
        return Taken(rows=self.rows + other.rows, changed=self.changed + other.changed, cells=cells)

    @property
    def touched(self) -> int:
        """How many rows that is."""
        return self.rows + self.changed

    @property
    def erased(self) -> int:
        """How many cells of rows that stay."""
        return sum(self.cells.values())


@dataclass(frozen=True)
class Lists:
    """The lists of one sweep, on the connection that has made them."""

    connection: Connection
    survey: Survey

    @cached_property
    def due(self) -> Mapping[Relation, Taken]:
        """What is on the lists, by table; tables of which nothing goes are left out."""
        rows = ((fate, *row) for fate in self.survey.fates.values() for row in self._counted(fate))
        return by_table(self.survey.policy, rows)

    def _counted(self, fate: Fate) -> list[tuple[Any, ...]]:
        return self.connection.execute(self.survey.count(fate)).fetchall()

    def tally(self, rows: Iterable[tuple[Any, ...]]) -> dict[Relation, Taken]:
        """What a statement has taken, by table."""
        fates = {fate.number: fate for fate in self.survey.fates.values()}
        taken = ((fates[number], *rest) for number, *rest in rows if number != ELSEWHERE)
        return by_table(self.survey.policy, taken)


def by_table(policy: Policy, rows: Iterable[tuple[Any, ...]]) -> dict[Relation, Taken]:
    """Counted rows, each with its table's fate, whether it goes, which cells do, and how many are like it."""
    found: dict[Relation, Taken] = {}
    for fate, goes, dead, count in rows:
        found[fate.relation] = found.get(fate.relation, Taken()) + _taken(policy, fate, goes, dead, count)
    return found


def _taken(policy: Policy, fate: Fate, goes: bool, dead: str, count: int) -> Taken:
    if goes:
        return Taken(rows=count)
    names = [column.name for column, letter in zip(fate.erasable, dead, strict=True) if letter == "1"]
    names += [f"{column.name} as {level}" for column, level in brought_down(policy, fate, dead)]
    return Taken(changed=count, cells=dict.fromkeys(names, count))


def survey_of(connection: Connection, compiled: Compiled) -> Survey:
    """Of all tables, with the holds on single rows that there are now."""
    return Survey(compiled.policy, compiled.mapped, row_holds(connection))


@contextmanager
def listed(
    connection: Connection, survey: Survey, looking: Callable[[str], None] = lambda _what: None
) -> Iterator[Lists]:
    """What goes of some tables, on temporary lists that are thrown away at the end. `looking` is told what is seen.

    In a transaction of its own, everything is found as it is at one moment.
    """
    alone = connection.info.transaction_status is psycopg.pq.TransactionStatus.IDLE
    try:
        with connection.transaction():
            if alone:
                connection.execute("set transaction isolation level repeatable read")
            connection.execute(statement("retention looking"))
            for what, query in survey.make():
                looking(what)
                connection.execute(query)
        yield Lists(connection, survey)
    finally:
        if not connection.closed and not connection.broken:
            _throw_away(connection, survey)


def _throw_away(connection: Connection, survey: Survey) -> None:
    if connection.info.transaction_status is psycopg.pq.TransactionStatus.INERROR:
        return  # They go with the transaction that was not to be.
    for query in survey.unmake():
        connection.execute(query)
