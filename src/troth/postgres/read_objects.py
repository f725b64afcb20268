"""Reading what Troth has made from the live database, into the same values that the compiler writes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import psycopg
from psycopg.rows import dict_row

from troth.postgres.catalogue import Relation
from troth.postgres.objects import (
    GRANTABLE,
    SETTINGS,
    Function,
    Grant,
    Membership,
    Object,
    Objects,
    Role,
    RowPolicy,
    RowSecurity,
    Schema,
    StoredColumn,
    StoredTable,
    View,
)
from troth.postgres.statements import statement

Cursor = psycopg.Cursor[dict[str, Any]]


def read_objects(
    connection: psycopg.Connection[Any], *, patterns: Sequence[str], schemas: Sequence[str], everyone_else: str
) -> Objects:
    """The objects of the deployment whose roles match these patterns.

    Leaves the connection's search path as it was.
    """
    with connection.transaction(force_rollback=True), connection.cursor(row_factory=dict_row) as cursor:
        cursor.execute("set local search_path = ''")
        roles = cursor.execute(statement("objects roles"), {"patterns": list(patterns)}).fetchall()
        asked = {
            "patterns": list(patterns),
            "roles": [role["id"] for role in roles],
            "schemas": list(schemas),
            "everyone_else": everyone_else,
        }
        database = connection.info.dbname
        return Objects.of([
            *(_role(row, database) for row in roles),
            *(Membership(**row) for row in cursor.execute(statement("objects memberships"), asked).fetchall()),
            *(Schema(**row) for row in cursor.execute(statement("objects schemas"), asked).fetchall()),
            *_tables(cursor, asked),
            *(Function(**row) for row in cursor.execute(statement("objects functions"), asked).fetchall()),
            *(_view(row) for row in cursor.execute(statement("objects views"), asked).fetchall()),
            *(_row_security(row) for row in cursor.execute(statement("objects row security"), asked).fetchall()),
            *(_policy(row) for row in cursor.execute(statement("objects policies"), asked).fetchall()),
            *(_grant(row) for row in cursor.execute(statement("objects grants"), asked).fetchall()),
        ])  # fmt: skip


def _role(row: Mapping[str, Any], database: str) -> Role:
    settings = dict(setting.split("=", 1) for setting in row["settings"])
    return Role(
        name=row["name"],
        login=row["login"],
        settings=tuple((name, settings[name]) for name in SETTINGS if name in settings),
        database=database if settings else "",
        powers=tuple(row["powers"]),
    )


def _tables(cursor: Cursor, asked: Mapping[str, Any]) -> Iterator[Object]:
    tables = cursor.execute(statement("objects tables"), asked).fetchall()
    numbers = {"tables": [table["id"] for table in tables]}
    columns = cursor.execute(statement("objects columns"), numbers).fetchall()
    indexes = cursor.execute(statement("objects indexes"), numbers).fetchall()
    for table in tables:
        yield StoredTable(
            relation=Relation(table["schema"], table["name"]),
            owner=table["owner"],
            columns=tuple(_column(row) for row in columns if row["id"] == table["id"]),
            primary_key=tuple(table["primary_key"]),
            indexes=tuple(tuple(row["columns"]) for row in indexes if row["id"] == table["id"]),
        )


def _column(row: Mapping[str, Any]) -> StoredColumn:
    return StoredColumn(**{key: value for key, value in row.items() if key != "id"})


def _view(row: Mapping[str, Any]) -> View:
    relation = Relation(row["schema"], row["name"])
    return View(
        relation=relation,
        owner=row["owner"],
        columns=tuple(row["columns"]),
        query=row["query"],
        options=tuple(row["options"]),
    )


def _row_security(row: Mapping[str, Any]) -> RowSecurity:
    return RowSecurity(table=Relation(row["schema"], row["table"]), before=row["before"])


def _policy(row: Mapping[str, Any]) -> RowPolicy:
    return RowPolicy(
        table=Relation(row["schema"], row["table"]),
        name=row["name"],
        role=", ".join(row["roles"]),
        command=row["command"],
        permissive=row["permissive"],
        using=row["using"],
        check=row["check"],
    )


def _grant(row: Mapping[str, Any]) -> Grant:
    path = tuple(row["path"])
    return Grant(
        sort=row["sort"],
        object=".".join(path) if row["sort"] != "function" else f"{path[0]}.{path[1]}({path[2]})",
        path=path,
        privilege=row["privilege"] + (GRANTABLE if row["grantable"] else ""),
        grantee=row["grantee"],
        column=row["column"],
        by=row["by"],
    )
