"""One human under several keys: who else has been confirmed to be this person."""

from __future__ import annotations

from psycopg.types.json import Jsonb

from troth.compiler.build import Compiled
from troth.postgres.statements import statement
from troth.subjects.keys import Connection, Someone, key_columns


def linked_people(connection: Connection, compiled: Compiled, kind: str, key: object) -> tuple[Someone, ...]:
    """The other keys of the same human, by confirmed matches and those of their matches; without the person.

    Keys are tuples of values in the database's own form, and so must `key` be; one value may stand for itself.
    """
    parts = key_columns(compiled.mapped, kind).parts(key)
    rows = connection.execute(statement("subjects linked"), {"kind": kind, "key": Jsonb(list(parts))}).fetchall()
    return tuple((other, tuple(found)) for other, found in rows if compiled.mapped.has(other))
