"""Files that lie in other systems, and have to go before the cells that say where they are.

A cell whose file is still there stays (see compiler/needed/files.py). Here it is found out which of these nothing else
needs any more, and a task to remove the file is written down; once that is done, the next sweep takes the cell as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import psycopg
from psycopg import sql

from troth.compiler.build import Compiled
from troth.compiler.needed.files import file_columns, file_digest, file_is_owed, file_is_there, row_key
from troth.compiler.needed.need import held_in
from troth.compiler.rows import Row, both, either, qualified
from troth.compiler.swept.stays import Stays
from troth.ledger.store import pseudonym
from troth.mapped.model import MappedColumn, MappedTable
from troth.postgres.catalogue import Relation
from troth.postgres.numbered import Numbered
from troth.postgres.parameters import as_json
from troth.postgres.statements import statement
from troth.retention.decision import Deciding
from troth.tables.elsewhere import WEBHOOK

Connection = psycopg.Connection[Any]


@dataclass(frozen=True, kw_only=True)
class File:
    """A file that nothing needs any more: the system where it lies, and the cell that says so."""

    system: str
    table: Relation
    key: tuple[Any, ...]
    column: str
    category: str
    place: str
    digest: str
    within: str
    assigned: str | None
    webhook: bool

    @property
    def columns(self) -> dict[str, Any]:
        """What is written down of it, with its task."""
        return {
            "system": self.system,
            "categories": as_json([self.category]),
            "within": self.within,
            "about": as_json({f"{self.table}.{self.column}": self.place}),
            "assigned": self.assigned,
            "webhook": self.webhook,
            "table": str(self.table),
            "row": as_json(list(self.key)),
            "column": self.column,
            "file": self.digest,
        }

    def __str__(self) -> str:
        return f"the file of {self.table}.{self.column} {', '.join(map(str, self.key))} goes first, in {self.system}"


def look_for_files(connection: Connection, compiled: Compiled, deciding: Deciding | None = None) -> tuple[File, ...]:
    """The files that nothing needs any more and that no task removes yet; of one person, if `deciding` speaks of one.

    Reads as the tables' owner, and changes nothing.
    """
    about = deciding or Deciding(compiled)
    found = []
    for table, column in file_columns(compiled.mapped):
        query = _query(about.stays(), table, column)
        if query is not None:
            rows = Numbered.of(query).run(connection, about.given).fetchall()
            found += [_file(compiled, table, column, row) for row in rows]
    return tuple(found)


def owe_files(
    connection: Connection,
    files: Sequence[File],
    *,
    request: int | None = None,
    person: tuple[str, tuple[Any, ...]] | None = None,
) -> None:
    """Write down that these files are to be removed, in the transaction that the caller has open."""
    if not files:
        return
    kind, key = person or (None, None)
    whose = {"kind": kind, "key": as_json(list(key)) if key else None, "request": request}
    whose["pseudonym"] = pseudonym(connection, kind, key) if kind else None
    for file in files:
        connection.execute(statement("task owe file"), whose | file.columns)


def _query(stays: Stays, table: MappedTable, column: MappedColumn) -> sql.Composed | None:
    """The cells of a column whose file is there, and which nothing but the file needs."""
    narrowed = stays.look(table)
    if narrowed is None:
        return None
    row, zone = Row(table.relation.name), stays.policy.time_zone
    need = replace(stays.need, row_holds=None, files=False)
    needed = either([need.of(row, table, cell) for cell in held_in(table, column)])
    wanted = both(
        [
            file_is_there(table, column, row, zone),
            sql.SQL("not {}").format(file_is_owed(table, column, row)),
            sql.SQL("({}) is not true").format(needed),
        ]
    )
    return sql.SQL("select {}, {}::text, {} from {} as {} {} where {}").format(
        row_key(table, row),
        row.column(column.name),
        file_digest(column, row),
        qualified(table.relation),
        sql.Identifier(row.alias),
        narrowed,
        wanted,
    )


def _file(compiled: Compiled, table: MappedTable, column: MappedColumn, row: tuple[Any, ...]) -> File:
    key, place, digest = row
    system = compiled.mapped.elsewhere[column.file or ""]
    return File(
        system=column.file or "",
        table=table.relation,
        key=tuple(key),
        column=column.name,
        category=column.category or "",
        place=place,
        digest=digest,
        within=system.within,
        assigned=system.assigned("erase"),
        webhook=system.errand("erase") == WEBHOOK,
    )
