"""Leaving the database as it was found: what Troth made is unmade, after what must outlive it is written to a file.

Consents, objections, restrictions, holds and their history are evidence of what people said: they are exported first,
in the same transaction, so that nothing said meanwhile is lost. The company's own tables and rows are not touched.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from troth.compiler.names import Names
from troth.errors import Refused, Stale, Unavailable
from troth.findings import Finding, Place
from troth.new_file import NewFile, new_file
from troth.postgres import ddl
from troth.postgres.objects import Membership, Objects, Role, StoredTable
from troth.postgres.statements import statement
from troth.rollout.diff import Act, Change, unmake_order
from troth.rollout.plan import deployed

EXPORT_EXISTS, NO_EXPORT, CANNOT, STALE = "TR560", "TR561", "TR562", "TR501"

BATCH = 1000
"""Rows of standing that are read at a time."""


@dataclass(frozen=True, kw_only=True)
class Uninstallation:
    """What `uninstall` would do: what it unmakes, which roles stay, and how many rows of standing it exports first."""

    names: Names
    live: Objects
    changes: tuple[Change, ...]
    roles_kept: tuple[str, ...]
    """The deployment's roles, if another database of the cluster needs them; the last one to uninstall drops them."""
    standing: tuple[tuple[StoredTable, int], ...]
    """Tables of standing with the number of their rows."""

    @property
    def empty(self) -> bool:
        return not self.changes

    def __str__(self) -> str:
        if self.empty:
            return "There is nothing of Troth in this database."
        counted = Counter(change.key.sort for change in self.changes)
        lines = ["Troth would be taken out of this database:"]
        lines += [f"  - {count} {sort}" for sort, count in sorted(counted.items())]
        lines += [f"  role {name} stays: another database needs it" for name in self.roles_kept]
        lines += ["First exported:"]
        lines += [f"  {count} rows of {table.relation}" for table, count in self.standing if count]
        return "\n".join(lines)

    def to_json(self) -> dict[str, object]:
        """The plan as plain data."""
        return {
            "unmade": [{"sort": change.key.sort, "name": change.key.name} for change in self.changes],
            "roles_kept": list(self.roles_kept),
            "exported": {str(table.relation): count for table, count in self.standing},
        }


def plan_uninstall(connection: psycopg.Connection[Any], names: Names) -> Uninstallation:
    """What taking a deployment out of this database would unmake and export. Changes nothing.

    Needs only the deployment's names, so that it works when the two files no longer fit the database.
    """
    live = deployed(connection, names)
    roles = tuple(role.name for role in live.only(Role))
    # All or none: those that own nothing, like the gate, leave no trace in the other database, and are needed there.
    elsewhere = connection.execute(statement("uninstall needed elsewhere"), {"roles": list(roles)}).fetchone()
    kept = roles if elsewhere else ()
    gone = (item for item in live.items.values() if not _stays(item, kept))
    return Uninstallation(
        names=names,
        live=live,
        changes=tuple(unmake_order(Change(act=Act.UNMAKE, live=item) for item in gone)),
        roles_kept=kept,
        standing=tuple((table, _rows(connection, table)) for table in live.only(StoredTable)),
    )


def uninstall(connection: psycopg.Connection[Any], plan: Uninstallation, *, export_to: Path) -> None:
    """Export standing to a new file of JSON lines and unmake everything Troth made, in one transaction.

    Raises Refused (TR560) if the file exists, Unavailable (TR561) if it cannot be written or (TR562) if PostgreSQL
    refuses a statement, Stale (TR501) if the database has changed since the plan. Then nothing has changed.
    """
    if export_to.exists():
        raise Refused(_exists(export_to))
    try:
        with new_file(export_to) as new, connection.transaction():
            connection.execute(statement("apply lock"))
            connection.execute("set local search_path = ''")
            if deployed(connection, plan.names) != plan.live:
                raise Stale(_stale())
            _export(connection, plan, new)
            for command in _statements(connection, plan):
                connection.execute(command)
            new.name()
    except FileExistsError:
        raise Refused(_exists(export_to)) from None
    except psycopg.errors.DatabaseError as problem:
        raise Unavailable(_cannot(problem)) from None
    except OSError as problem:
        raise Unavailable(_no_export(problem, export_to)) from None


def _stays(item: object, kept: tuple[str, ...]) -> bool:
    match item:
        case Role():
            return item.name in kept
        case Membership():
            return item.role in kept and item.member in kept
    return False


def _rows(connection: psycopg.Connection[Any], table: StoredTable) -> int:
    query = sql.SQL("select count(*) from {}").format(ddl.name(table.relation))
    row = connection.execute(query).fetchone()
    return int(row[0]) if row else 0


def _statements(connection: psycopg.Connection[Any], plan: Uninstallation) -> Iterator[ddl.Statement]:
    for change in plan.changes:
        assert change.live is not None
        yield from ddl.drop(change.live)
    for role in plan.roles_kept:
        names = sql.Identifier(role), sql.Identifier(connection.info.dbname)
        yield sql.SQL("alter role {} in database {} reset all").format(*names)


def _export(connection: psycopg.Connection[Any], plan: Uninstallation, new: NewFile) -> None:
    """Everything that people said, a line each, and nothing left unsaid: the tables are locked until they are gone."""
    with new.lines() as file:
        about = {"troth": "standing", "deployment": plan.names.prefix, "exported_at": datetime.now(UTC).isoformat()}
        file.write(json.dumps(about) + "\n")
        for table, _ in plan.standing:
            lock = sql.SQL("lock table {} in access exclusive mode").format(ddl.name(table.relation))
            for command in ddl.as_role(table.owner, [lock]):
                connection.execute(command)
            for text in _lines(connection, table):
                file.write(text + "\n")


def _lines(connection: psycopg.Connection[Any], table: StoredTable) -> Iterator[str]:
    query = sql.SQL("select row_to_json(t)::text from {} t order by {}").format(
        ddl.name(table.relation), ddl.listed(table.primary_key)
    )
    with connection.cursor("troth_export") as cursor:
        cursor.itersize = BATCH
        for (row,) in cursor.execute(query):
            yield f'{{"table": {json.dumps(table.relation.name)}, "row": {row}}}'


def _exists(path: Path) -> Finding:
    return Finding(
        code=EXPORT_EXISTS,
        message="the file to export to exists already",
        where=Place(file=str(path)),
        why="it may be the export of another database, which is evidence too",
        hint="name a new file",
    )


def _no_export(problem: OSError, path: Path) -> Finding:
    return Finding(
        code=NO_EXPORT,
        message=f"standing cannot be exported: {problem.strerror}",
        where=Place(file=str(path)),
        why="what people said must outlive Troth; nothing was changed",
        hint="name a file that can be written",
    )


def _stale() -> Finding:
    return Finding(
        code=STALE,
        message="the database has changed since this plan was made",
        where=Place(object="troth.deployment"),
        why="a plan is carried out on exactly what its reader has looked at, or not at all",
        hint="make a new plan, look at it, and uninstall with that",
    )


def _cannot(problem: psycopg.Error) -> Finding:
    return Finding(
        code=CANNOT,
        message=f"PostgreSQL refused: {problem.diag.message_primary or problem}",
        where=Place(object=problem.diag.table_name or problem.diag.schema_name or "the login"),
        why=problem.diag.message_detail or "everything was rolled back; nothing was exported",
        hint="what the company built upon Troth's objects has to be taken away first",
    )
