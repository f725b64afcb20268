"""Which cell a correction means: of a column that may be corrected at all, in the one row of the person in question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

from troth.compiler.belongings import MINE, WHOSE, Belongings, bits
from troth.compiler.rows import TRUE, Row, equal, qualified
from troth.errors import Refused
from troth.findings import did_you_mean
from troth.mapped.model import Mapped, MappedColumn, MappedTable
from troth.mapped.resolve import columns_named
from troth.postgres.numbered import Numbered
from troth.rectification.corrections import Correction
from troth.rectification.refusals import no_cell
from troth.subjects.keys import Connection, Someone, given, key_columns, row_key
from troth.tables.model import TableName, parse_table

Places = Mapping[str, Any]
"""Rows by the name of their table: the key of the row that is meant there."""

_SHOWN = 10
"""How many rows are named where one has to be chosen."""

_ROW = Row("r")


@dataclass(frozen=True)
class Meant:
    """Of one person: the cells that are named. `rows` says which row of a table, `plain` whether plain columns, too."""

    connection: Connection
    mapped: Mapped
    me: Someone
    rows: Places
    plain: bool

    def cell(self, name: str, value: Any) -> Correction:
        """The cell of this name that is meant, if it is the person's. Raises Refused (TR758)."""
        table, column = self._column(name)
        key, whose = self._row(table)
        if column.category is not None and not bits(table, column.owners) & whose:
            raise Refused(no_cell(f"`{name}` of this row is the {' and '.join(column.owners)}'s", name))
        return Correction(
            table=str(table.relation),
            column=column.name,
            row=key,
            value=value,
            category=column.category,
            annotate=column.annotate,
            empty=column.annotate and self._is_empty(table, column, key),
            of=column.owners,
        )

    def _column(self, name: str) -> tuple[MappedTable, MappedColumn]:
        """The column of this name, if it may be corrected at all."""
        known = {f"{table.relation}.{column}": (table, found) for table in self.mapped.tables.values()
                 for column, found in table.columns.items() if not table.plain}  # fmt: skip
        wanted = name.removeprefix("public.")
        if wanted not in known:
            raise Refused(no_cell(f"the data map has no column `{name}` with a person's data", name,
                                  did_you_mean(wanted, known)))  # fmt: skip
        table, column = known[wanted]
        if wrong := self._never(table, column):
            raise Refused(no_cell(f"`{wanted}` {wrong}", wanted))
        return table, column

    def _never(self, table: MappedTable, column: MappedColumn) -> str | None:
        """Why a column is never corrected."""
        clocks = self.mapped.clocks_of(table.relation)
        whens = {n for owner in table.owners.values() if owner.when for n in columns_named(owner.when, table.table)}
        if column.name in table.table.primary_key or column.name in table.links:
            return "is a key or a link: whoever writes it changes whose data it is"
        if column.name in clocks or column.name in whens:
            return "is the column of an event, a condition or a period: whoever writes it decides how long data lives"
        if column.column.generated:
            return "is worked out by the database"
        if column.category is None and not self.plain:
            return "is plain: it says nothing about a person. --plain corrects it too"
        return None

    def _row(self, table: MappedTable) -> tuple[tuple[Any, ...], int]:
        """The key of the one row of the person that is meant, and for which owners they stand in it."""
        kind = self.me[0]
        if not Belongings(self.mapped).owners(table, kind):
            raise Refused(no_cell(f"`{table.relation}` holds nothing of {kind}s", str(table.relation)))
        named = {str(TableName(*parse_table(name))): key for name, key in self.rows.items()}
        found = self._found(table, named.get(str(table.relation)))
        if len(found) == 1:
            return tuple(found[0][0]), int(found[0][1])
        where = str(table.relation)
        if not found:
            raise Refused(no_cell(f"`{where}` has no such row of this {kind}", where))
        keys = ", ".join(",".join(map(str, key)) for key, _ in found[:_SHOWN])
        more = ", ..." if len(found) > _SHOWN else ""
        hint = f"name one (--row {where}:KEY) of: {keys}{more}"
        raise Refused(no_cell(f"`{where}` has several rows of this {kind}", where, hint))

    def _found(self, table: MappedTable, wanted: Any) -> list[tuple[Any, ...]]:
        """The person's rows in a table (or one of them, by its key), and with them which owners the person is."""
        kind, key = self.me
        keys, columns = row_key(table), key_columns(self.mapped, kind)
        query = "select pg_catalog.jsonb_build_array({}), {} from {} as r {} where {} order by 1 limit {}"
        asked = sql.SQL(query).format(
            sql.SQL(", ").join(_ROW.columns(keys.names)),
            MINE.column(WHOSE),
            qualified(table.relation),
            Belongings(self.mapped).joined(table, kind, columns.parameters(), _ROW),
            TRUE if wanted is None else equal(_ROW.columns(keys.names), keys.parameters("row_")),
            sql.Literal(_SHOWN + 1),
        )
        about = {**given(columns, key), **({} if wanted is None else keys.given(keys.parts(wanted), "row_"))}
        try:
            with self.connection.transaction():
                return Numbered.of(asked).run(self.connection, about).fetchall()
        except (psycopg.DataError, psycopg.errors.CannotCoerce):
            raise Refused(keys.misfit(wanted)) from None

    def _is_empty(self, table: MappedTable, column: MappedColumn, row: tuple[Any, ...]) -> bool:
        keys = row_key(table)
        place = qualified(table.relation), equal(_ROW.columns(keys.names), keys.parameters("row_"))
        query = sql.SQL("select {} is null from {} as r where {}").format(_ROW.column(column.name), *place)
        ((empty,),) = Numbered.of(query).run(self.connection, keys.given(row, "row_")).fetchall()
        return bool(empty)
