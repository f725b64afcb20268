"""What goes, as values: rows that are deleted, cells that are erased in rows that stay.

A decision is made by one statement over what is committed (see compiler/swept/stays.py), and carried out by the same
statement; so it is never half done, and nothing that is needed by then is touched.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

from troth.compiler.belongings import Belongings
from troth.compiler.build import Compiled
from troth.compiler.erasable.let_go import PLAIN
from troth.compiler.erasable.levels import brought_down
from troth.compiler.needed.need import Part, Request
from troth.compiler.rows import Row
from troth.compiler.swept.stays import ELSEWHERE, Stays, everything
from troth.mapped.model import MappedTable
from troth.postgres.catalogue import Relation
from troth.postgres.later import Later
from troth.postgres.numbered import Numbered
from troth.retention.row_holds import row_holds
from troth.standing.forgetting import people_of
from troth.standing.people import KeyColumns


@dataclass(frozen=True, kw_only=True)
class Gone:
    """What goes of some rows of a table: all of them, or these cells of each. `rows` are their keys, as JSON arrays."""

    table: Relation
    rows: tuple[str, ...]
    deleted: bool
    cells: tuple[str, ...] = ()
    coarser: tuple[str, ...] = ()
    """Cells of which only a level is needed any more: `ip as network`."""
    plain: tuple[str, ...] = ()
    """Cells that stay as plain data, because every link of their row goes."""

    @property
    def keys(self) -> tuple[tuple[Any, ...], ...]:
        """The primary keys of the rows, as JSON has them."""
        return tuple(tuple(json.loads(row)) for row in self.rows)

    def __str__(self) -> str:
        shown = ", ".join(row[1:-1] for row in self.rows[:3])
        which = f"{self.table} {shown}{' and others' if len(self.rows) > 3 else ''}"
        if self.deleted:
            return f"delete {which}"
        erased, less = ", ".join(self.cells), ", ".join(self.coarser)
        return "; ".join(
            [*([f"erase {erased} of {which}"] if erased else []), *([f"keep {less} of {which}"] if less else [])]
        )


Went = tuple[Gone, ...] | None
"""What goes. None if nothing was decided: there is a hold on a row of a table that was not named as held."""


@dataclass(frozen=True)
class Deciding:
    """What goes of all rows, or of the rows of one person (`kind` and `key`, in the order of the key's columns)."""

    compiled: Compiled
    kind: str | None = None
    key: tuple[Any, ...] = ()
    request: Request | None = None
    """What the person asks to have erased, if this is why."""

    def decide(self, connection: psycopg.Connection[Any]) -> tuple[Gone, ...]:
        """What would go. Reads only."""
        return _decided(connection, self.decided)

    def carry_out(self, connection: psycopg.Connection[Any]) -> tuple[Gone, ...]:
        """Decide and do it, in one statement; what has gone."""
        return _decided(connection, self.carried_out)

    def decided(self, connection: psycopg.Connection[Any], held: frozenset[Relation]) -> Later[Went]:
        """As decide(), to be read later. `held`: the tables that have holds on single rows."""
        return self._run(connection, held, Stays.decide)

    def carried_out(self, connection: psycopg.Connection[Any], held: frozenset[Relation]) -> Later[Went]:
        """As carry_out(), to be read later."""
        return self._run(connection, held, Stays.carry_out)

    def stays(self, held: frozenset[Relation] = frozenset()) -> Stays:
        """What is compiled for these rows. `held`: the tables that have holds on single rows."""
        look = everything if self.kind is None else self._theirs
        return Stays(self.compiled.policy, self.compiled.mapped, look, held, self.part)

    @property
    def part(self) -> Part | None:
        """The request and whose it is, as statements speak of it."""
        if self.kind is None or self.request is None:
            return None
        return Part(self.kind, tuple(self._key_of(self.kind).parameters()), self.request)

    def _run(
        self,
        connection: psycopg.Connection[Any],
        held: frozenset[Relation],
        make: Callable[[Stays], sql.Composed],
    ) -> Later[Went]:
        known = ("retention", make, self.kind, held, self.request)
        if known not in self.compiled.once:
            self.compiled.once[known] = Numbered.of(make(self.stays(held)))
        query: Numbered = self.compiled.once[known]
        asked = query.run(connection, self.given, prepare=True)
        return lambda: self._gone(asked.fetchall())

    # -- one person --------------------------------------------------------------------------------------------------

    def _theirs(self, table: MappedTable) -> sql.Composable | None:
        """The rows of the person, found from the person down."""
        belongings = Belongings(self.compiled.mapped)
        if self.kind is None or not belongings.owners(table, self.kind):
            return None
        return belongings.joined(table, self.kind, self._key_of(self.kind).parameters(), Row(table.relation.name))

    def _key_of(self, kind: str) -> KeyColumns:
        return people_of(self.compiled, kind).key

    @property
    def given(self) -> dict[str, str]:
        """The parameters that say who the person is; as text, so that a statement is prepared once for all keys."""
        return self._key_of(self.kind).given([*map(str, self.key)]) if self.kind is not None else {}

    def _gone(self, rows: Sequence[Sequence[Any]]) -> Went:
        if any(row[0] == ELSEWHERE for row in rows):
            return None
        tables = {fate.number: fate for fate in self.stays().every.values()}
        found = []
        for number, lines, goes, dead in rows:
            columns, policy = tables[number].erasable, self.compiled.policy
            cells = () if goes else tuple(c.name for c, each in zip(columns, dead, strict=True) if each == "1")
            alike = tuple(sorted(lines.split("\n")))
            down = () if goes else brought_down(policy, tables[number], dead)
            less = tuple(f"{column.name} as {level}" for column, level in down)
            plain = () if goes else tuple(c.name for c, each in zip(columns, dead, strict=True) if each == PLAIN)
            table = tables[number].relation
            found.append(Gone(table=table, rows=alike, deleted=goes, cells=cells, coarser=less, plain=plain))
        return tuple(sorted(found, key=lambda gone: (gone.table, gone.deleted, gone.cells, gone.coarser, gone.plain)))


def _decided(
    connection: psycopg.Connection[Any], ask: Callable[[psycopg.Connection[Any], frozenset[Relation]], Later[Went]]
) -> tuple[Gone, ...]:
    found = ask(connection, frozenset())()
    while found is None:
        found = ask(connection, row_holds(connection))()
    return found
