"""Files that lie in other systems, and have to go before the cells that say where they are.

A cell whose file is still there stays (see compiler/files.py). Here it is found out which of these nothing else needs
any more, and a task to remove the file is written down; once that is done, the next sweep takes the cell as well.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import psycopg
from psycopg import sql

from troth.compiler.build import Compiled
from troth.compiler.files import file_columns, file_digest, file_is_owed, file_is_there, row_key
from troth.compiler.rows import Row, both, either, qualified
from troth.compiler.stays import Stays
from troth.ledger.store import pseudonym
from troth.mapped.model import MappedColumn, MappedTable
from troth.postgres.catalogue import Relation
from troth.postgres.statements import statement
from troth.retention.decision import Deciding, text_of
from troth.standing.desk import as_json
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
            rows = connection.execute(text_of(query), about.given).fetchall()
            found += [_file(table, column, *row) for row in rows]
    return tuple(found)


def owe_files(
    connection: Connection, compiled: Compiled, files: tuple[File, ...], *, request: int | None = None,
    person: tuple[str, tuple[Any, ...]] | None = None,
) -> None:  # fmt: skip
    """Write down that these files are to be removed, in the transaction that the caller has open."""
    kind, key = person or (None, None)
    name = pseudonym(connection, kind, key) if kind else None
    for file in files:
        system = compiled.mapped.elsewhere[file.system]
        connection.execute(
            statement("task owe file"),
            {
                "system": file.system, "kind": kind, "key": as_json(list(key)) if key else None, "pseudonym": name,
                "categories": as_json([file.category]), "request": request, "within": system.within,
                "about": as_json({f"{file.table}.{file.column}": file.place}), "assigned": system.assigned("erase"),
                "webhook": system.errand("erase") == WEBHOOK, "table": str(file.table),
                "row": as_json(list(file.key)), "column": file.column, "file": file.digest,
            },
        )  # fmt: skip


def _query(stays: Stays, table: MappedTable, column: MappedColumn) -> sql.Composed | None:
    """The cells of a column whose file is there, and which nothing but the file needs."""
    narrowed = stays.look(table)
    if narrowed is None:
        return None
    row, zone = Row(table.relation.name), stays.policy.time_zone
    need = replace(stays.need, cases=None, files=False)
    owners = [table.owners[name] for name in column.owners if name in table.owners]
    needed = either([need.of(row, table, owner, column.category or "") for owner in owners])
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


def _file(table: MappedTable, column: MappedColumn, key: list[Any], place: str, digest: str) -> File:
    return File(
        system=column.file or "",
        table=table.relation,
        key=tuple(key),
        column=column.name,
        category=column.category or "",
        place=place,
        digest=digest,
    )
