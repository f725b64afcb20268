"""What the next sweep would take and why, and on which days more will fall due: a value to look at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from psycopg import sql

from troth.compiler.erasable.fates import Fate
from troth.compiler.erasable.levels import brought_down
from troth.compiler.needed.need import held
from troth.compiler.needed.why_no_longer import WhyNoLonger
from troth.compiler.rows import Row, equal, qualified
from troth.compiler.swept.candidates import DEAD, GOES
from troth.postgres.catalogue import Relation
from troth.postgres.statements import statement
from troth.retention.falling_due import Expiry
from troth.retention.lists import Lists
from troth.retention.own_tables import Own

_M = Row("troth m")
UNLINKED = "nobody of the row needs it"
"""The cause of a link that goes."""
NO_FINER = "nothing needs it more precisely"


@dataclass(frozen=True, kw_only=True)
class Due:
    """What of one table goes for one cause: rows, or (`column`) cells of rows that stay."""

    table: Relation
    column: str | None
    cause: str
    count: int

    def __str__(self) -> str:
        one, many = ("row", "rows") if self.column is None else ("cell", "cells")
        where = f"{self.table}.{self.column}" if self.column else str(self.table)
        return f"{where}: {self.count:,} {one if self.count == 1 else many}: {self.cause}"

    def to_json(self) -> dict[str, object]:
        return {"table": str(self.table), "column": self.column, "cause": self.cause, "count": self.count}


@dataclass(frozen=True, kw_only=True)
class SweepPlan:
    """What the next sweep would take, and the next days on which more falls due."""

    due: tuple[Due, ...]
    touched: int
    """How many rows it would delete or change."""
    own: Own = field(default_factory=Own)
    """What goes of Troth's own tables."""
    ahead: tuple[Expiry, ...] = ()

    @property
    def rows(self) -> int:
        return sum(due.count for due in self.due if due.column is None)

    @property
    def cells(self) -> int:
        return sum(due.count for due in self.due if due.column is not None)

    @property
    def empty(self) -> bool:
        return not self.due and self.own.empty

    def __str__(self) -> str:
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        if self.empty:
            yield "Nothing is due: a sweep would find nothing."
        if self.due:
            changed = self.touched - self.rows
            cells = f"{self.cells:,} cells of {changed:,} rows that stay"
            yield f"A sweep would delete {self.rows:,} rows and erase {cells}:"
            yield from (f"  - {due}" for due in self.due)
        if not self.own.empty:
            yield str(self.own)
        if self.ahead:
            yield "More falls due:"
            yield from (f"  {expiry}" for expiry in self.ahead)

    def to_json(self) -> dict[str, object]:
        """The plan as plain data."""
        return {
            "rows": self.rows,
            "cells": self.cells,
            "touched": self.touched,
            "own": self.own.to_json(),
            "due": [due.to_json() for due in self.due],
            "ahead": [expiry.to_json() for expiry in self.ahead],
        }


def plan_of(lists: Lists, own: Own | None = None, ahead: tuple[Expiry, ...] = ()) -> SweepPlan:
    """The lists as a plan."""
    found: Counter[tuple[Relation, str | None, str]] = Counter()
    with lists.connection.transaction():
        lists.connection.execute(statement("retention looking"))
        lists.connection.execute(statement("retention counting"))
        for fate in lists.survey.fates.values():
            if fate.relation in lists.due:
                found.update(_by_cause(lists, fate))
    ordered = sorted(found.items(), key=lambda item: (item[0][0], item[0][1] or "", -item[1], item[0][2]))
    return SweepPlan(
        due=tuple(Due(table=table, column=column, cause=cause, count=n) for (table, column, cause), n in ordered),
        touched=sum(taken.touched for taken in lists.due.values()),
        own=own or Own(),
        ahead=ahead,
    )


def _by_cause(lists: Lists, fate: Fate) -> Counter[tuple[Relation, str | None, str]]:
    """How much goes of a table, by column and cause."""
    found: Counter[tuple[Relation, str | None, str]] = Counter()
    cells = held(fate.table)
    for goes, dead, *causes, count in lists.connection.execute(_query(lists, fate)).fetchall():
        said = dict(zip(((cell.owner.name, cell.category) for cell in cells), causes, strict=True))
        if goes:
            found[fate.relation, None, _joined(said.values())] += count
            continue
        for column, letter in zip(fate.erasable, dead, strict=True):
            if letter == "1":
                found[fate.relation, column.name, _of_column(column, said)] += count
        for column, level in brought_down(lists.survey.policy, fate, dead):
            found[fate.relation, f"{column.name} as {level}", NO_FINER] += count
    return found


def _of_column(column: Any, said: dict[tuple[str, str], str]) -> str:
    causes = [said[name, column.category] for name in column.owners if (name, column.category) in said]
    return _joined(causes) if column.category else UNLINKED


def _joined(causes: Any) -> str:
    return "; ".join(dict.fromkeys(causes)) or UNLINKED


def _query(lists: Lists, fate: Fate) -> sql.Composed:
    """The rows on a table's list, counted by what they lose and why."""
    causes = WhyNoLonger(lists.survey.stays.need, fate)
    row, key = Row(fate.relation.name), fate.table.table.primary_key
    said = [causes.of(cell.owner, cell.category) for cell in held(fate.table)]
    shown = [_M.column(GOES), _M.column(DEAD), *said]
    places = sql.SQL(", ").join(sql.SQL(str(count)) for count in range(1, len(shown) + 1))
    return sql.SQL("select {}, count(*) from {} as {} join {} as {} on {} group by {}").format(
        sql.SQL(", ").join(shown), qualified(fate.relation), sql.Identifier(row.alias),
        lists.survey.stays.called.gone(fate), sql.Identifier(_M.alias), equal(row.columns(key), _M.columns(key)),
        places,
    )  # fmt: skip
