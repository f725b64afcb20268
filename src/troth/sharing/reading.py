"""Reading what may leave: in the recipient's own role, so that row security decides; and whose it is, as the owner.

All of it happens in a transaction that the caller has open on a connection of the tables' owner.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

import psycopg
from psycopg import sql

from troth.compiler.build import Compiled
from troth.compiler.enforced.views import cells_shown
from troth.compiler.names import recipient_schema
from troth.compiler.rows import Row, Rows, named, qualified
from troth.compiler.windows import TableWindow, Window
from troth.errors import Unavailable
from troth.findings import Finding, Place
from troth.mapped.model import MappedTable, Owner
from troth.postgres.statements import statement
from troth.sharing.keys import GivenKeys, Key

NOT_APPLIED = "TR798"

BATCH = 5000
"""Keys that one statement takes."""

_VIEW, _ROW = Row("v"), Row("r")


def batches(keys: Iterable[Key]) -> Iterator[tuple[Key, ...]]:
    """Keys in portions that one statement takes."""
    rest = iter(keys)
    while some := tuple(islice(rest, BATCH)):
        yield some


@contextmanager
def reading(connection: psycopg.Connection[Any]) -> Iterator[None]:
    """One transaction in which nothing but full names is understood."""
    with connection.transaction():
        connection.execute("set local search_path = ''")
        # Conditions of this length take a server with JIT half a minute to compile, for a handful of rows.
        connection.execute("set local jit = off")
        yield


@dataclass(frozen=True)
class Reader:
    """What can be read of one recipient's window. Needs an open transaction."""

    connection: psycopg.Connection[Any]
    compiled: Compiled
    recipient: str

    def today(self) -> tuple[date, int]:
        """The day in the policy's time zone, and the version of the policy that is applied. Raises Unavailable."""
        ((applied,),) = self.connection.execute(statement("sharing applied")).fetchall()
        row = self.connection.execute(statement("sharing today")).fetchone() if applied else None
        if row is None or row[1] is None:
            raise Unavailable(
                Finding(
                    code=NOT_APPLIED,
                    message="no policy has been applied to this database, so there is no window to release from",
                    where=Place(object=self.connection.info.dbname),
                    why="what leaves is read through a recipient's window, which shows what the policy lets them have",
                    hint="run `troth apply`",
                )
            )
        return row[0], row[1]

    def keys_shown(self, table: TableWindow, keys: Iterable[Key] | None) -> Iterator[Key]:
        """The keys of the rows that the recipient's window shows now: all, or those of these."""
        yield from self._through_window(table, _VIEW.columns(table.table.table.primary_key), keys)

    def rows_shown(self, window: Window, table: TableWindow, keys: Iterable[Key]) -> Iterator[tuple[Any, ...]]:
        """Those of some rows that the recipient's window shows now, as it shows them."""
        cells: Sequence[sql.Composable] = _VIEW.columns(table.shown)
        if table.pseudonyms:
            cells = tuple(cells_shown(window, table, _VIEW, self.compiled.policy.time_zone).values())
        yield from self._through_window(table, cells, keys)

    def _through_window(
        self, table: TableWindow, cells: Sequence[sql.Composable], keys: Iterable[Key] | None
    ) -> Iterator[tuple[Any, ...]]:
        """What the window shows. By a pseudonym no row is found: there the role behind the window reads the table."""
        names, relation = self.compiled.names, table.relation
        view = sql.Identifier(recipient_schema(self.recipient), relation.name)
        parts = {
            "columns": sql.SQL(", ").join(cells),
            "view": qualified(relation) if table.pseudonyms else view,
            "order": sql.SQL(", ").join(_VIEW.columns(table.table.table.primary_key)),
        }
        role = names.shows(self.recipient) if table.pseudonyms else names.recipient(self.recipient)
        with self._as_role(role):
            if keys is None:
                query = statement("sharing through the window").format(**parts)
                found = self.connection.execute(query).fetchall()
            else:
                found = [row for some in batches(keys) for row in self._these(table.table, parts, some)]
        yield from found

    def as_recipient(self) -> AbstractContextManager[None]:
        """In the recipient's role: with its privileges and under its row policies, and no others."""
        return self._as_role(self.compiled.names.recipient(self.recipient))

    @contextmanager
    def _as_role(self, role: str) -> Iterator[None]:
        """In another role. After an error the transaction is over, and the role with it."""
        self.connection.execute(sql.SQL("set local role {}").format(sql.Identifier(role)))
        yield
        self.connection.execute("reset role")

    def _these(self, table: MappedTable, parts: dict[str, Any], keys: Iterable[Key]) -> list[tuple[Any, ...]]:
        given = GivenKeys.of(table, keys)
        same = given.same(_VIEW.columns(table.table.primary_key))
        query = statement("sharing these through the window").format(**parts, keys=given.source, same=same)
        return self.connection.execute(query, given.given).fetchall()

    # -- whose it is -------------------------------------------------------------------------------------------------

    def rows_of(self, table: MappedTable, owner: Owner, people: Iterable[Key]) -> Iterator[Key]:
        """The keys of the rows of a table that are of some people of the owner's kind."""
        tables, joins, person = self._climb(table, owner)
        for some in batches(people):
            given = GivenKeys.of(self.compiled.mapped.subject_table(owner.kind), some)
            yield from self._run("sharing rows of people", table, given, [*joins, given.same(person)], tables=tables)

    def people_of(self, table: MappedTable, owner: Owner, rows: Iterable[Key]) -> Iterator[tuple[Key, Key]]:
        """For each of some rows, who the owner is; rows where it is nobody are left out."""
        tables, joins, person = self._climb(table, owner)
        known = [sql.SQL("{} is not null").format(column) for column in person]
        for some in batches(rows):
            given = GivenKeys.of(table, some)
            mine = given.same(_ROW.columns(table.table.primary_key))
            for row in self._run(
                "sharing people of rows", table, given, [*joins, *known, mine], tables=tables, person=person
            ):
                yield row[:-1], tuple(row[-1])

    def people_there(self, kind: str, people: Iterable[Key], *, also: Sequence[sql.Composable] = ()) -> Iterator[Key]:
        """Those of some people whom the database has, each with the key as Troth stores it.

        `also` are more conditions, over the person's own row `r`.
        """
        yield from self.rows_there(self.compiled.mapped.subject_table(kind), people, also=also)

    def rows_there(
        self, table: MappedTable, keys: Iterable[Key], *, also: Sequence[sql.Composable] = ()
    ) -> Iterator[Key]:
        """Those of some rows that a table has, by their keys as Troth stores them."""
        mine = _ROW.columns(table.table.primary_key)
        tables = [named(table.relation, _ROW)]
        for some in batches(keys):
            given = GivenKeys.of(table, some)
            joins = [given.same(mine), *also]
            rows = self._run("sharing people there", table, given, joins, tables=tables, person=mine)
            yield from (tuple(row[0]) for row in rows)

    def _climb(
        self, table: MappedTable, owner: Owner
    ) -> tuple[list[sql.Composable], list[sql.Composable], Sequence[sql.Composable]]:
        """The look-outs from a row up to its owner, what joins them, and the columns that name the person."""
        rows = Rows(self.compiled.mapped)
        someone = rows.person(_ROW, owner)
        counts = rows.counts_there(_ROW, owner.way[0]) if owner.way else []
        return [named(table.relation, _ROW), *someone.tables], [*someone.joins, *counts], someone.end

    def _run(
        self,
        name: str,
        table: MappedTable,
        given: GivenKeys,
        joins: Sequence[sql.Composable],
        *,
        tables: Sequence[sql.Composable],
        person: Sequence[sql.Composable] = (),
    ) -> list[tuple[Any, ...]]:
        query = statement(name).format(
            key=sql.SQL(", ").join(_ROW.columns(table.table.primary_key)),
            person=sql.SQL(", ").join(person),
            tables=sql.SQL(", ").join([*tables, given.source]),
            joins=sql.SQL(" and ").join(joins),
        )
        return self.connection.execute(query, given.given).fetchall()
