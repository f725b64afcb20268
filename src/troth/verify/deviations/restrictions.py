"""A restricted person who is not hidden as the restriction says, or hidden for a restriction that is not there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

from troth.compiler.live.scopes import Scope, hidden_scopes
from troth.compiler.names import standing, subject_columns
from troth.findings import Finding, Place
from troth.postgres.ddl import as_role
from troth.postgres.statements import statement
from troth.verify.look import Look

CODE = "TR550"
_WHY = "what a window hides, and what the restriction says, is then not the same"


def find(look: Look) -> Iterator[Finding]:
    """One finding for each kind of person and each way in which the two differ."""
    for kind in look.compiled.mapped.kinds():
        tables = _tables(look, kind)
        differing = [row for row in look.rows("verify restrictions", tables=tables) if _differs(look, row)]
        if differing:
            yield _finding(
                look,
                kind,
                f"{len(differing)} restrictions of {kind}s hide more or less than they say",
                [part for scope in _scopes(differing) for part in _renew(look, scope, tables)],
            )
        orphans = look.rows("verify hidden orphans", tables=tables)[0]["count"]
        if orphans:
            mend = statement("mend hidden orphans").format(**tables)
            yield _finding(look, kind, f"{orphans} rows hide {kind}s for a restriction that is not there", [mend])


def _tables(look: Look, kind: str) -> dict[str, sql.Composable]:
    key = look.compiled.mapped.subject_table(kind).table.primary_key
    return {
        "restriction": sql.Identifier(*standing("restriction", kind)),
        "hidden": sql.Identifier(*standing("hidden", kind)),
        "columns": sql.SQL(", ").join(map(sql.Identifier, subject_columns(key))),
    }


def _differs(look: Look, row: dict[str, Any]) -> bool:
    return set(row["hidden"]) != set(_hidden(look, row["scope"]))


def _hidden(look: Look, scope: dict[str, Any]) -> tuple[str, ...]:
    return hidden_scopes(look.compiled.policy, look.compiled.mapped, Scope.from_json(scope))


def _scopes(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for row in rows:
        if row["scope"] not in found:
            found.append(row["scope"])
    return found


def _renew(look: Look, scope: dict[str, Any], tables: dict[str, sql.Composable]) -> Iterator[sql.Composable]:
    """What apply runs to bring both together, with its parameters written in."""
    asked = {"scope": Jsonb(scope), "scopes": list(_hidden(look, scope))}
    with psycopg.ClientCursor(look.connection) as cursor:
        for name in ("restrictions show", "restrictions hide"):
            yield sql.SQL(cursor.mogrify(statement(name).format(**tables), asked))


def _finding(look: Look, kind: str, message: str, mend: list[sql.Composable]) -> Finding:
    become, leave = as_role(look.compiled.names.keeper, [])
    return Finding(
        code=CODE,
        message=message,
        where=Place(object=f"table {standing('hidden', kind)}"),
        why=_WHY,
        hint=look.mend([become, *mend, leave]),
    )
