"""What holds for a person, what was said about them, and who was given their data: as their copy tells it."""

from __future__ import annotations

from typing import Any

from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from troth.access.copy import StandingTold
from troth.access.reading import Found
from troth.compiler.build import Compiled
from troth.compiler.names import STANDING_SCHEMA
from troth.postgres.objects import Key
from troth.postgres.statements import statement
from troth.subjects.keys import Connection


def standing_of(connection: Connection, compiled: Compiled, found: Found, number: int) -> StandingTold:
    """What holds for one of the people, the `number`th of the copy. Who said or did it is not told: that is theirs."""
    hidden = [(scope, cause) for scope, cause in found.said["hidden"]]
    return StandingTold.model_validate({
        "person": number,
        "ended": sorted({scope for scope, cause in hidden if cause == "ended"}),
        "objections": sorted({scope for scope, cause in hidden if cause == "objection"}),
        "requests": _known(connection, compiled, found, "request"),
        "disclosures": _known(connection, compiled, found, "disclosure"),
        **{name: found.said[name] for name in ("consents", "restrictions", "holds", "history", "remarks")},
    })  # fmt: skip


def restricted_for(found: Found) -> frozenset[str]:
    """The purposes that a restriction keeps from seeing anything of the person."""
    return frozenset(scope for scope, cause in found.said["hidden"] if cause == "restriction" and "/" not in scope)


def _known(connection: Connection, compiled: Compiled, found: Found, table: str) -> list[dict[str, Any]] | None:
    """What one of Troth's tables has about the person; None where this deployment has no such table."""
    if Key("table", f"{STANDING_SCHEMA}.{table}") not in compiled.objects.items:
        return None
    about = {"kind": found.kind, "key": Jsonb(list(found.key))}
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(statement(f"access {table}s"), about).fetchall()
