"""Trying a correction on the company's own tables: the person's cells are found, written, and compared with before.

PostgreSQL says what it does not take, by its types and by the company's own constraints and triggers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

from troth.access.corrections import Correction
from troth.access.refusals import no_cell, not_taken
from troth.compiler.belongings import WHOSE, Belongings, bits, key_column
from troth.compiler.rows import Row, equal, qualified
from troth.errors import Refused
from troth.findings import did_you_mean
from troth.mapped.model import Mapped, MappedColumn, MappedTable
from troth.mapped.resolve import columns_named
from troth.postgres.catalogue import Relation
from troth.standing.people import KeyColumns
from troth.subjects.keys import Connection, Someone, given, key_columns, key_parameters, parameter, rendered
from troth.tables.model import TableName, parse_table

Places = Mapping[str, Any]
"""Rows by the name of their table: the key of the row that is meant there."""

_SHOWN = 10
"""How many rows are named where one has to be chosen."""


@dataclass(frozen=True)
class Try:
    """One try: the person's cells are looked up, written, and compared with what was there."""

    connection: Connection
    mapped: Mapped
    me: Someone
    rows: Places
    plain: bool

    def all(self, values: Mapping[str, Any]) -> tuple[Correction, ...]:
        """Every correction, tried: all cells of a row at once, for a company's rule may be about several."""
        cells = [self.cell(name, value) for name, value in values.items()]
        changed = {}
        for place in dict.fromkeys((cell.table, cell.row) for cell in cells if not cell.annotate):
            together = {cell.column: cell.value for cell in cells if (cell.table, cell.row) == place}
            changed[place] = self.written(self.mapped.tables[Relation(*parse_table(place[0]))], place[1], together)
        return tuple(
            cell if cell.annotate else replace(cell, changes=cell.column in changed[cell.table, cell.row])
            for cell in cells
        )

    def cell(self, name: str, value: Any) -> Correction:
        """The cell of this name that is meant, if it is the person's."""
        table, column = self.column(name)
        key, whose = self.row(table)
        if column.category is not None and not bits(table, column.owners) & whose:
            raise Refused(no_cell(f"`{name}` of this row is the {' and '.join(column.owners)}'s", name))
        return Correction(
            table=str(table.relation),
            column=column.name,
            row=key,
            value=value,
            category=column.category,
            annotate=column.annotate,
            empty=column.annotate and self.is_empty(table, column, key),
            of=column.owners,
        )

    def is_empty(self, table: MappedTable, column: MappedColumn, row: tuple[Any, ...]) -> bool:
        keys, r = row_key(table), Row("r")
        place = qualified(table.relation), equal(r.columns(keys.names), _row(keys))
        query = sql.SQL("select {} is null from {} as r where {}").format(r.column(column.name), *place)
        ((empty,),) = self.connection.execute(rendered(query), keys.given(row, "row_")).fetchall()
        return bool(empty)

    def column(self, name: str) -> tuple[MappedTable, MappedColumn]:
        """The column of this name, if it may be corrected at all."""
        known = {f"{table.relation}.{column}": (table, found) for table in self.mapped.tables.values()
                 for column, found in table.columns.items() if not table.plain}  # fmt: skip
        wanted = name.removeprefix("public.")
        if wanted not in known:
            raise Refused(no_cell(f"the data map has no column `{name}` with a person's data", name,
                                  did_you_mean(wanted, known)))  # fmt: skip
        table, column = known[wanted]
        if wrong := self.never(table, column):
            raise Refused(no_cell(f"`{wanted}` {wrong}", wanted))
        return table, column

    def never(self, table: MappedTable, column: MappedColumn) -> str | None:
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

    def row(self, table: MappedTable) -> tuple[tuple[Any, ...], int]:
        """The key of the one row of the person that is meant, and for which owners they stand in it."""
        kind = self.me[0]
        if not Belongings(self.mapped).owners(table, kind):
            raise Refused(no_cell(f"`{table.relation}` holds nothing of {kind}s", str(table.relation)))
        named = {str(TableName(*parse_table(name))): key for name, key in self.rows.items()}
        found = self.found(table, named.get(str(table.relation)))
        if len(found) == 1:
            return tuple(found[0][0]), int(found[0][1])
        where = str(table.relation)
        if not found:
            raise Refused(no_cell(f"`{where}` has no such row of this {kind}", where))
        keys = ", ".join(",".join(map(str, key)) for key, _ in found[:_SHOWN])
        more = ", ..." if len(found) > _SHOWN else ""
        hint = f"name one (--row {where}:KEY) of: {keys}{more}"
        raise Refused(no_cell(f"`{where}` has several rows of this {kind}", where, hint))

    def found(self, table: MappedTable, wanted: Any) -> list[tuple[Any, ...]]:
        """The person's rows in a table (or one of them, by its key), and with them which owners the person is."""
        kind, key = self.me
        keys = row_key(table)
        mine = Belongings(self.mapped).of(table, kind, key_parameters(key_columns(self.mapped, kind).types))
        names = [sql.Identifier("w", key_column(count)) for count in range(1, len(keys.names) + 1)]
        only = equal(names, _row(keys)) if wanted is not None else sql.SQL("true")
        query = "select pg_catalog.jsonb_build_array({}), {} from ({}) as w where {} order by 1 limit {}"
        keyed = sql.SQL(", ").join(names)
        asked = sql.SQL(query).format(keyed, sql.Identifier("w", WHOSE), mine, only, sql.Literal(_SHOWN + 1))
        about = dict(given(key_columns(self.mapped, kind), key))
        about |= keys.given(keys.parts(wanted), "row_") if wanted is not None else {}
        try:
            with self.connection.transaction():
                return self.connection.execute(rendered(asked), about).fetchall()
        except (psycopg.DataError, psycopg.errors.CannotCoerce):
            raise Refused(keys.misfit(wanted)) from None

    def written(self, table: MappedTable, row: tuple[Any, ...], values: Mapping[str, Any]) -> frozenset[str]:
        """Write some cells of a row. Tells which of them were others before, and not what. Raises Refused (TR759)."""
        keys, r = row_key(table), Row("r")
        place = sql.SQL("{} as r where {}").format(qualified(table.relation), equal(r.columns(keys.names), _row(keys)))
        cells = [sql.SQL("pg_catalog.to_json({})::text").format(r.column(name)) for name in values]
        look = rendered(sql.SQL("select {} from {}").format(sql.SQL(", ").join(cells), place))
        set_to = sql.SQL(", ").join(
            sql.SQL("{} = {}").format(sql.Identifier(name), parameter(f"value_{count}"))
            for count, name in enumerate(values)
        )
        source = qualified(table.relation), set_to, equal(r.columns(keys.names), _row(keys))
        write = rendered(sql.SQL("update {} as r set {} where {}").format(*source))
        about = keys.given(row, "row_")
        columns = [table.columns[name] for name in values]
        given_values = enumerate(values.items())
        taken = {f"value_{n}": _as_given(table.columns[name], value) for n, (name, value) in given_values}
        (before,) = self.connection.execute(look, about).fetchall()
        try:
            with self.connection.transaction():
                self.connection.execute(write, {**about, **taken})
                self.connection.execute("set constraints all immediate")
        except _REFUSALS as problem:
            raise Refused(not_taken(problem, table, columns)) from None
        (after,) = self.connection.execute(look, about).fetchall()
        return frozenset(name for name, old, new in zip(values, before, after, strict=True) if old != new)


_REFUSALS = (psycopg.DataError, psycopg.IntegrityError, psycopg.ProgrammingError, psycopg.errors.RaiseException)


def row_key(table: MappedTable) -> KeyColumns:
    """The primary key of a table."""
    names = table.table.primary_key
    types = tuple(table.columns[name].column.type for name in names)
    return KeyColumns(table=table.relation, names=names, types=types)


def _row(keys: KeyColumns) -> list[sql.Composable]:
    each = ((parameter(f"row_{count}"), sql.SQL(kind)) for count, kind in enumerate(keys.types, start=1))
    return [sql.SQL("{}::{}").format(*parts) for parts in each]


def _as_given(column: MappedColumn, value: Any) -> Any:
    """A value so that PostgreSQL reads it as one of the column's type: as text, unless it has parts."""
    if column.column.base_type in ("json", "jsonb") and not isinstance(value, str | None):
        return Jsonb(value)
    if value is None or isinstance(value, str | bytes | list | dict):
        return value
    return str(value)
