"""Restrictions outlive the policy they were made under: a purpose that is new is hidden from restricted people too."""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

from troth.compiler.build import Compiled
from troth.compiler.live.scopes import Scope, closed_to_children, hidden_scopes
from troth.compiler.names import EVERY_SCOPE, standing, subject_columns
from troth.postgres.ddl import as_role
from troth.postgres.statements import statement


def renew_restrictions(connection: psycopg.Connection[Any], compiled: Compiled) -> None:
    """Hide every restricted person from what this policy makes of their restriction, and from nothing else.

    Runs as the keeper, in the transaction that the caller has open.
    """
    become, leave = as_role(compiled.names.keeper, [])
    connection.execute(become)
    for kind in compiled.mapped.kinds():
        key = compiled.mapped.subject_table(kind).table.primary_key
        names: dict[str, sql.Composable] = {
            "restriction": sql.Identifier(*standing("restriction", kind)),
            "hidden": sql.Identifier(*standing("hidden", kind)),
            "columns": sql.SQL(", ").join(map(sql.Identifier, subject_columns(key))),
        }
        stored = connection.execute(statement("restrictions that stand").format(**names)).fetchall()
        for (scope,) in stored:
            hidden = hidden_scopes(compiled.policy, compiled.mapped, Scope.from_json(scope))
            wanted = {"scope": Jsonb(scope), "scopes": list(hidden)}
            connection.execute(statement("restrictions show").format(**names), wanted)
            connection.execute(statement("restrictions hide").format(**names), wanted)
        _close_to_children(connection, compiled, names)
    connection.execute(leave)


def _close_to_children(
    connection: psycopg.Connection[Any], compiled: Compiled, names: dict[str, sql.Composable]
) -> None:
    """A purpose that is new is closed to children who were found before; one that a law has come to demand is not."""
    key = names["columns"]
    closed = {"scopes": [EVERY_SCOPE, *closed_to_children(compiled.policy)], "every": EVERY_SCOPE}
    connection.execute(statement("children show").format(hidden=names["hidden"]), closed)
    connection.execute(statement("children hide").format(hidden=names["hidden"], columns=key), closed)
