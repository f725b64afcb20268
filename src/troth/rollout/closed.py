"""Shutting all windows of a deployment at once, and opening them again: for a restored database, or an emergency.

A window that is shut has no right to its own schema: PostgreSQL refuses every login, with or without Troth.
"""

from __future__ import annotations

from typing import Any

import psycopg

from troth.compiler.build import Compiled
from troth.compiler.names import STANDING_SCHEMA, Names
from troth.ledger.entry import Entry
from troth.ledger.store import record
from troth.postgres import ddl
from troth.postgres.objects import Grant, Objects, Schema
from troth.postgres.statements import statement
from troth.rollout.plan import deployed


def close_windows(connection: psycopg.Connection[Any], names: Names, *, because: str | None, actor: str) -> int:
    """Take from every window the right to its schema, in one transaction; how many were open."""
    with connection.transaction():
        connection.execute(statement("apply lock"))
        doors = _doors(deployed(connection, names))
        for door in doors:
            for command in ddl.drop(door):
                connection.execute(command)
        if doors:
            record(connection, Entry(what="windows closed", actor=actor, detail={"windows": len(doors)}))
    return len(doors)


def open_windows(connection: psycopg.Connection[Any], compiled: Compiled, *, actor: str) -> int:
    """Give every window the right to its schema again, in one transaction; how many were shut."""
    with connection.transaction():
        connection.execute(statement("apply lock"))
        live = deployed(connection, compiled.names)
        here = {schema.name for schema in live.only(Schema)}
        shut = [door for door in _doors(compiled.objects) if door.key not in live.items and door.object in here]
        for door in shut:
            for command in ddl.create(door):
                connection.execute(command)
        if shut:
            record(connection, Entry(what="windows opened", actor=actor, detail={"windows": len(shut)}))
    return len(shut)


def _doors(objects: Objects) -> list[Grant]:
    """What lets the windows' roles into their own schemas."""
    return [
        grant
        for grant in objects.only(Grant)
        if grant.sort == "schema" and grant.privilege == "USAGE" and grant.by != grant.grantee and _is_window(grant)
    ]


def _is_window(grant: Grant) -> bool:
    return grant.object != STANDING_SCHEMA and grant.object.startswith(("for_", "to_"))
