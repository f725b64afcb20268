"""Whether the rules about what may be written stand in the live database as the policy compiles them, and hold there.

A rule is a row policy of its own for each window that can write what it speaks of.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from psycopg import sql

from troth.compiler.names import rule_policy
from troth.compiler.rows import Row, qualified
from troth.mapped.model import MappedTable
from troth.postgres.catalogue import Relation
from troth.postgres.objects import RowPolicy
from troth.verify.evidence import Evidence, Unproved
from troth.verify.look import Look
from troth.verify.reach import cells_of, doors, outside_readers

COMMANDS = ("insert", "update")


def rules_stand(look: Look, relation: Relation, rules: Iterable[str]) -> Evidence | Unproved:
    """The row policies of these rules are there, unchanged, for every window that can write what they speak of."""
    named = {rule_policy(door.sees, command, rule) for door in doors(look) for command in COMMANDS for rule in rules}
    wanted = [
        policy for policy in look.compiled.objects.only(RowPolicy) if policy.table == relation and policy.name in named
    ]
    if not wanted:
        return Unproved(says=f"no window may write {relation}: what comes in otherwise is not held to it")
    changed = {change.key for change in look.changes}
    missing = [policy.name for policy in wanted if policy.key in changed]
    roles = len({policy.role for policy in wanted})
    says = (
        f"{len(missing)} of {len(wanted)} row policies are missing or changed: {', '.join(missing[:3])}"
        if missing
        else f"{len(wanted)} row policies refuse it in all {roles} windows that could write it"
    )
    return Evidence(kept=not missing, says=says, how=f"pg_policies of {relation}", count=len(wanted))


def rows_where(look: Look, relation: Relation, condition: sql.Composable) -> int:
    """How many rows of a table are so, whatever any window shows."""
    with look.connection.transaction(force_rollback=True):
        look.connection.execute("set local jit = off")
        query = sql.SQL("select count(*) from {} where {}").format(qualified(relation), condition)
        row = look.connection.execute(query).fetchone()
    return int(row[0]) if row else 0


def all_rows(look: Look, relation: Relation) -> int:
    return rows_where(look, relation, sql.SQL("true"))


def among(row: Row, table: MappedTable, keys: Iterable[Sequence[Any]]) -> sql.Composed:
    """A row is one of those with these primary keys."""
    known = sql.SQL(", ").join(sql.SQL("({})").format(sql.SQL(", ").join(map(sql.Literal, key))) for key in keys)
    return sql.SQL("({}) in ({})").format(sql.SQL(", ").join(row.columns(table.table.primary_key)), known)


def no_outside_writer(look: Look, relation: Relation) -> Iterator[Evidence]:
    """Nobody but windows, owners and who is under `bypass` may write the personal columns of a table."""
    cells = tuple(
        cell for cell in cells_of(look, frozenset(look.compiled.policy.categories)) if cell.table.relation == relation
    )
    if not cells:
        return
    found = {pair for privilege in COMMANDS for pair in outside_readers(look, cells, privilege)}
    says = (
        f"{', '.join(f'{role} ({column})' for role, column in sorted(found)[:5])} may write it beside the windows"
        if found
        else "no other role may write there"
    )
    how = "has_column_privilege() of every role on every personal column"
    yield Evidence(kept=not found, says=says, how=how, count=len(cells))
