"""The rows of one person, and statements about them: composed once for a policy and a database, then prepared."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import psycopg
from psycopg import sql

from troth.compiler.belongings import Belongings
from troth.compiler.build import Compiled
from troth.compiler.needed.need import as_key
from troth.compiler.rows import Row, qualified
from troth.erasure.plan import Seen
from troth.mapped.model import MappedTable
from troth.postgres.later import Later
from troth.postgres.numbered import Numbered
from troth.standing.forgetting import people_of
from troth.standing.people import People


@dataclass(frozen=True)
class Theirs:
    """One person's rows. `key`: in the order of the key's columns."""

    compiled: Compiled
    kind: str
    key: tuple[Any, ...]

    @cached_property
    def people(self) -> People:
        """How named statements speak of people of this kind."""
        return people_of(self.compiled, self.kind)

    @property
    def belongings(self) -> Belongings:
        return Belongings(self.compiled.mapped)

    @cached_property
    def tables(self) -> tuple[MappedTable, ...]:
        """The tables in which the person can have rows; their own comes first."""
        return self.belongings.tables(self.kind)

    def source(self, table: MappedTable) -> sql.Composed:
        """The person's rows of a table, by the table's own name, joined with whose they are."""
        row = Row(table.relation.name)
        return sql.SQL("{} as {} {}").format(
            qualified(table.relation), sql.Identifier(row.alias),
            self.belongings.joined(table, self.kind, self.people.key.parameters(), row),
        )  # fmt: skip

    def say(self, connection: psycopg.Connection[Any], name: str, **given: Any) -> psycopg.Cursor[Any]:
        """Runs a named statement about this person."""
        return connection.execute(self.people.statement(name), self.given | given)

    @property
    def given(self) -> dict[str, Any]:
        """The parameters that say who is meant, of statements about people."""
        return self.people.given([self.key])

    def run(
        self,
        connection: psycopg.Connection[Any],
        name: str,
        make: Callable[[], sql.Composable],
    ) -> psycopg.Cursor[Any]:
        """Runs a statement about this kind of person, made at its first use and known by this name."""
        known = ("erasure", name, self.kind)
        if known not in self.compiled.once:
            self.compiled.once[known] = Numbered.of(make())
        query: Numbered = self.compiled.once[known]
        return query.run(connection, self.people.key.given([*map(str, self.key)]), prepare=True)

    # -- what is there -----------------------------------------------------------------------------------------------

    def seen(self, connection: psycopg.Connection[Any], *, lock: bool = False) -> Later[Seen]:
        """Every row of theirs as it is now. `lock`: until the end of the transaction nobody else changes one of them,
        nor refers to it anew."""
        asked = self.run(connection, f"seen {lock}", lambda: self._seen(lock=lock))
        return lambda: {self.tables[number].relation: lines for number, lines in asked.fetchall() if lines}

    def _seen(self, *, lock: bool) -> sql.Composed:
        parts, names = [], []
        for number, table in enumerate(self.tables):
            row, name = Row(table.relation.name), sql.Identifier(f"seen {number}")
            query = sql.SQL("select {} as key, {} as written from {}").format(
                as_key(row.columns(table.table.primary_key)), row.column("xmin"), self.source(table)
            )
            locked = sql.SQL(" for update of {}").format(sql.Identifier(row.alias)) if lock else sql.SQL("")
            parts.append(sql.SQL("{} as materialized ({}{})").format(name, query, locked))
            listed = sql.SQL("select {}::int, string_agg(concat(key, ' ', written), chr(10)) from {}")
            names.append(listed.format(sql.Literal(number), name))
        return sql.SQL("with {} {}").format(sql.SQL(", ").join(parts), sql.SQL(" union all ").join(names))
