"""Reading what tables the company has, straight from the live database: nothing is kept, nothing is changed.

One statement for each kind of object. All names of types and functions come out with their schema (but those of
PostgreSQL itself), whatever search path the reader has, so that they can be compared and written into statements.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any, Literal

import psycopg
from psycopg.rows import DictRow, dict_row

from troth.postgres.catalogue import (
    Catalogue,
    Check,
    Column,
    ForeignKey,
    Index,
    Key,
    Reference,
    Relation,
    Table,
    Trigger,
)
from troth.postgres.statements import statement

Kind = Literal["table", "partitioned", "view", "materialised view", "foreign table"]
KINDS: dict[str, Kind] = {
    "r": "table",
    "p": "partitioned",
    "v": "view",
    "m": "materialised view",
    "f": "foreign table",
}
PARTS = ("columns", "indexes", "foreign keys", "checks", "triggers")
"""What a table consists of, one statement for each."""


def read_catalogue(
    connection: psycopg.Connection[Any], schemas: Collection[str] | None = None, *, exclude: Collection[str] = ()
) -> Catalogue:
    """All tables of these schemas, or of all schemas that are not PostgreSQL's own, without those in `exclude`.

    The partitions of a partitioned table are left out. `default` of a generated column is what generates it. The
    connection's transaction and settings are left as they were.
    """
    wanted = {"schemas": None if schemas is None else list(schemas), "exclude": list(exclude)}
    # Rolled back to take the search path back with it, which is set for this reading only.
    with connection.transaction(force_rollback=True), connection.cursor(row_factory=dict_row) as cursor:
        server = cursor.execute(statement("catalogue server")).fetchone()
        if server is None:
            raise LookupError("the current role is not in pg_roles")
        rows = cursor.execute(statement("catalogue tables"), wanted).fetchall()
        numbers = [row["id"] for row in rows]
        parts = {part: _by_table(cursor, f"catalogue {part}", numbers) for part in PARTS}
        unread = cursor.execute(statement("catalogue references from elsewhere"), {"tables": numbers}).fetchall()
    tables = [_table(row, {part: found[row["id"]] for part, found in parts.items()}) for row in rows]
    return Catalogue(
        server_version=server["server_version"],
        database=server["database"],
        user=server["user"],
        tables={table.relation: table for table in tables},
        superuser=server["superuser"],
        create_role=server["create_role"],
        time_zone=server["time_zone"],
        unread=tuple(_reference(row) for row in unread),
    )


def _by_table(cursor: psycopg.Cursor[DictRow], name: str, tables: list[int]) -> defaultdict[int, list[DictRow]]:
    found: defaultdict[int, list[DictRow]] = defaultdict(list)
    for row in cursor.execute(statement(name), {"tables": tables}):
        found[row["table_id"]].append(row)
    return found


def _table(row: DictRow, parts: Mapping[str, list[DictRow]]) -> Table:
    indexes = parts["indexes"]
    return Table(
        relation=Relation(row["schema"], row["name"]),
        kind=KINDS[row["kind"]],
        owner=row["owner"],
        columns=tuple(_column(part) for part in parts["columns"]),
        primary_key=next((tuple(index["columns"]) for index in indexes if index["primary"]), ()),
        keys=tuple(_key(index) for index in indexes if index["unique"]),
        foreign_keys=tuple(_foreign_key(part) for part in parts["foreign keys"]),
        checks=tuple(_check(part) for part in parts["checks"]),
        indexes=tuple(_index(index) for index in indexes if index["looks_up"]),
        triggers=tuple(_trigger(part) for part in parts["triggers"]),
        row_security=row["row_security"],
        rows=row["rows"],
        kin=tuple(Relation(*other) for other in row["kin"]),
        sources=tuple(Relation(*other) for other in row["sources"]),
    )


def _column(row: DictRow) -> Column:
    sequence = Relation(row["sequence_schema"], row["sequence_name"]) if row["sequence_name"] else None
    return Column(
        name=row["name"],
        position=row["position"],
        type=row["type"],
        base_type=row["base_type"],
        type_category=row["type_category"],
        nullable=row["nullable"],
        default=row["default"],
        generated=row["generated"],
        identity=row["identity"],
        max_length=row["max_length"],
        sequence=sequence,
    )


def _key(row: DictRow) -> Key:
    """A unique index. Of one over expressions, the columns that these use count as well."""
    named = [column for column in row["columns"] if column is not None]
    within = [column for column in row["in_expressions"] if column not in named]
    return Key(name=row["name"], columns=(*named, *within), primary=row["primary"], complete=row["complete"])


def _foreign_key(row: DictRow) -> ForeignKey:
    return ForeignKey(
        name=row["name"],
        columns=tuple(row["columns"]),
        target=Relation(row["target_schema"], row["target_name"]),
        target_columns=tuple(row["target_columns"]),
        on_delete=row["on_delete"],
    )


def _reference(row: DictRow) -> Reference:
    return Reference(
        source=Relation(row["source_schema"], row["source_name"]),
        columns=tuple(row["columns"]),
        target=Relation(row["target_schema"], row["target_name"]),
        of_partition=row["of_partition"],
    )


def _check(row: DictRow) -> Check:
    return Check(name=row["name"], definition=row["definition"], columns=tuple(row["columns"]))


def _index(row: DictRow) -> Index:
    return Index(name=row["name"], columns=tuple(row["columns"]), unique=row["unique"], predicate=row["predicate"])


def _trigger(row: DictRow) -> Trigger:
    return Trigger(
        name=row["name"],
        function=row["function"],
        definer=row["definer"],
        events=tuple(row["events"]),
        before=row["before"],
        fixed=row["fixed"],
        names=tuple(Relation(*other) for other in row["names"]),
    )
