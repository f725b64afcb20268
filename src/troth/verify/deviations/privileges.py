"""A role that is no window, no owner and on no `bypass:` line has rights of its own on personal columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from psycopg import sql

from troth.findings import Finding, Place
from troth.postgres.catalogue import Relation
from troth.verify.look import Look
from troth.verify.mending import revoke

CODE = "TR520"
_WHY = "it reaches personal data for no purpose of the policy: no consent, objection or period binds it"

Row = dict[str, Any]


def find(look: Look) -> Iterator[Finding]:
    """One finding for each grantee and table (or partition) on which it may read or write a personal column."""
    personal = {
        (table.relation.schema, table.relation.name): {column.name for column in table.personal}
        for table in look.personal
    }
    rows = [row for row in look.table_privileges if look.roles.outsider(row["grantee"])]
    rows = [row for row in rows if row["column"] is None or row["column"] in personal[_root(row)]]
    for (schema, name, grantee, grantor), group in groupby(sorted(rows, key=_order), key=_key):
        yield _finding(look, Relation(schema, name), grantee or None, grantor, list(group))


def _root(row: Row) -> tuple[str, str]:
    return row["root_schema"], row["root_name"]


def _key(row: Row) -> tuple[str, str, str, str]:
    return row["schema"], row["name"], row["grantee"] or "", row["grantor"]


def _order(row: Row) -> tuple[Any, ...]:
    return (*_key(row), row["privilege"], row["column"] or "")


def _finding(look: Look, relation: Relation, grantee: str | None, grantor: str, rows: Sequence[Row]) -> Finding:
    privileges = _privileges(rows)
    said = ", ".join(f"{word} ({', '.join(columns)})" if columns else word for word, columns in privileges)
    by = grantor if grantor != rows[0]["owner"] else None
    others = look.roles.becoming(grantee) if grantee else ()
    through = f", and so may {', '.join(others)} through it" if others else ""
    return Finding(
        code=CODE,
        message=f"{f'role `{grantee}`' if grantee else 'everyone (public)'} may {said} on `{relation}`{through}",
        where=Place(object=f"table {relation.schema}.{relation.name}"),
        why=_WHY,
        hint=look.mend(revoke(privileges, sql.Identifier(*relation), grantee, by=by)),
    )


def _privileges(rows: Sequence[Row]) -> list[tuple[str, list[str]]]:
    """Each privilege with its columns, which are none where it is on the whole table."""
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row["privilege"], []).append(row["column"] or "")
    return [(word, [] if "" in columns else columns) for word, columns in found.items()]
