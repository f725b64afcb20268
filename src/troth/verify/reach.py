"""Who reaches the columns of a category: by right on the tables, through views, and in which rows. Read from the live
catalogue, and compared with what the windows of the policy may show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from troth.compiler.enforced.aggregates import aggregate_reads, aggregate_recipients
from troth.compiler.enforced.look_outs import read_columns
from troth.compiler.names import STANDING_SCHEMA, recipient_schema, window_schema
from troth.compiler.windows import Window
from troth.mapped.model import MappedTable
from troth.policy.kept_by import Argument
from troth.postgres.catalogue import Relation
from troth.postgres.objects import RowPolicy, RowSecurity
from troth.verify.look import Look

EVERYONE = "everyone"
"""Every recipient, or every staff role."""


@dataclass(frozen=True)
class Cell:
    """A column of one of the company's tables."""

    table: MappedTable
    column: str

    def __str__(self) -> str:
        return f"{self.table.relation}.{self.column}"


@dataclass(frozen=True)
class Door:
    """A window with its names in the database: its schema, its role and the role that owns its views."""

    window: Window
    schema: str
    role: str
    sees: str


def recipients_named(look: Look, argument: Argument) -> tuple[str, ...]:
    """The recipients that an argument names; all of them for `everyone`."""
    asked = argument.all("recipient")
    return tuple(look.compiled.policy.recipients) if EVERYONE in asked else asked


def doors(look: Look) -> tuple[Door, ...]:
    """Every window of rows, those of recipients too."""
    names = look.compiled.names
    purposes = (
        Door(w, window_schema(w.purpose), names.window(w.purpose), names.sees(w.purpose)) for w in look.compiled.windows
    )
    recipients = (
        Door(w, recipient_schema(w.recipient or ""), names.recipient(w.recipient or ""), names.shows(w.recipient or ""))
        for w in look.compiled.recipients
    )
    return (*purposes, *recipients)


def door_of(look: Look, purpose: str) -> Door:
    """The window of a purpose."""
    return next(door for door in doors(look) if door.window.purpose == purpose and door.window.recipient is None)


def cells_of(look: Look, categories: frozenset[str]) -> tuple[Cell, ...]:
    """Every column that holds one of these categories."""
    return tuple(
        Cell(table, column.name)
        for table in look.personal
        for column in table.personal
        if column.category in categories
    )


def named(cells: tuple[Cell, ...]) -> dict[str, Any]:
    """Columns as parameters of a statement."""
    return {
        "schemas": [cell.table.relation.schema for cell in cells],
        "names": [cell.table.relation.name for cell in cells],
        "columns": [cell.column for cell in cells],
    }


def _counting(look: Look) -> Mapping[tuple[Relation, str], frozenset[str]]:
    """The roles behind counting views, for each column that these read."""
    policy, mapped, names = look.compiled.policy, look.compiled.mapped, look.compiled.names
    found: dict[tuple[Relation, str], frozenset[str]] = {}
    for name in aggregate_recipients(policy):
        for relation, columns in aggregate_reads(policy, mapped, name):
            for column in columns:
                found[relation, column] = found.get((relation, column), frozenset()) | {names.shows(name)}
    return found


def outside_readers(look: Look, cells: tuple[Cell, ...], privilege: str = "select") -> tuple[tuple[str, str], ...]:
    """Roles with a right of their own on a column, that neither own it, nor bypass, nor stand behind a window that
    shows it: as (role, column)."""
    counting = _counting(look)
    found = []
    for row in look.rows("proof column readers", {**named(cells), "privilege": privilege}):
        relation = Relation(row["schema"], row["name"])
        behind = {door.sees for door in doors(look) if _may(door, relation, row["column"], privilege)}
        if privilege == "select":
            behind |= counting.get((relation, row["column"]), frozenset()) | _keeping(look, relation, row["column"])
        role = row["role"]
        if not (role in behind or look.roles.exempt(role) or role.startswith("pg_")):
            found.append((role, f"{relation}.{row['column']}"))
    return tuple(found)


def _keeping(look: Look, relation: Relation, column: str) -> frozenset[str]:
    """The keeper, where the column is a link that row policies look at other rows by."""
    mapped = look.compiled.mapped
    linked = column in read_columns(mapped.tables[relation], mapped)
    return frozenset({look.compiled.names.keeper}) if linked else frozenset()


def _may(door: Door, relation: Relation, column: str, privilege: str) -> bool:
    table = door.window.tables.get(relation)
    if table is None:
        return False
    return column in {"select": table.shown, "insert": table.inserts, "update": table.updates}[privilege]


def outside_views(look: Look, cells: tuple[Cell, ...]) -> tuple[tuple[str, str], ...]:
    """Views through which a role reads one of the columns although no purpose of that role uses it: (role, view)."""
    wanted = {(cell.table.relation, cell.column) for cell in cells}
    showing = {
        (door.schema, table.relation.name, role)
        for door in doors(look)
        for table in door.window.tables.values()
        if any((table.relation, column) in wanted for column in table.shown)
        for role in (door.role, door.sees)
    }
    names = look.compiled.names
    counting = {
        (recipient_schema(name), role)
        for name in aggregate_recipients(look.compiled.policy)
        for role in (names.recipient(name), names.shows(name))
    }
    return tuple(
        (row["role"], f"{row['schema']}.{row['name']}")
        for row in look.rows("proof column views", named(cells))
        if (row["schema"], row["name"], row["role"]) not in showing
        and not (row["schema"] == STANDING_SCHEMA and row["role"] in look.roles.ours)
        and (row["schema"], row["role"]) not in counting
        and not look.roles.exempt(row["role"])
        and not row["role"].startswith("pg_")
    )


def unguarded(look: Look, tables: frozenset[Relation], roles: frozenset[str] | None = None) -> tuple[str, ...]:
    """What is missing from, or altered in, the row security of these tables (for these roles of views)."""
    return tuple(_differences(look, tables, roles))


def _differences(look: Look, tables: frozenset[Relation], roles: frozenset[str] | None) -> Iterator[str]:
    for change in look.changes:
        item = change.wanted or change.live
        if isinstance(item, RowSecurity) and item.table in tables:
            yield f"{change.key} is not on"
        if isinstance(item, RowPolicy) and item.table in tables and (roles is None or item.role in roles):
            yield f"{change.key} is not as compiled"


def policies_of(look: Look, tables: frozenset[Relation]) -> tuple[RowPolicy, ...]:
    """The restrictive row policies that the policy wants on these tables."""
    return tuple(p for p in look.compiled.objects.only(RowPolicy) if p.table in tables and not p.permissive)
