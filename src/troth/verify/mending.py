"""The statement that mends a deviation, written out to the letter, so that it can be looked at and run as it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import psycopg
from psycopg import sql

EVERYONE = "public"


def text(connection: psycopg.Connection[Any], statements: Sequence[sql.Composable]) -> str:
    """Statements as one text to run; several are one transaction, because some of them speak of it."""
    written = [_one_line(part.as_string(connection)) for part in statements]
    if len(written) > 1:
        written = ["begin", *written, "commit"]
    return "".join(f"{part};\n" for part in written).strip().replace("\n", " ")


def _one_line(statement: str) -> str:
    """A statement without its comment lines, which would swallow the rest of the one line it is shown on."""
    return " ".join(line.strip() for line in statement.split("\n") if not line.lstrip().startswith("--"))


def grantee(name: str | None) -> sql.Composable:
    """A role in a GRANT or REVOKE; None is everyone."""
    return sql.SQL(EVERYONE) if name is None else sql.Identifier(name)


def words(*said: str) -> sql.SQL:
    """Key words of PostgreSQL's own, such as the name of a privilege it told us of."""
    return sql.SQL(" ".join(said))


def revoke(
    privileges: Iterable[tuple[str, Sequence[str]]], on: sql.Composable, who: str | None, *, by: str | None = None
) -> list[sql.Composable]:
    """Take privileges back: each a word, with its columns if it is on those alone. `by` gave them, if not the owner."""
    said = [
        sql.SQL("{} ({})").format(words(word), sql.SQL(", ").join(map(sql.Identifier, columns)))
        if columns
        else words(word)
        for word, columns in privileges
    ]
    taken = sql.SQL("revoke {} on {} from {}").format(sql.SQL(", ").join(said), on, grantee(who))
    if by is None:
        return [taken]
    return [sql.SQL("set local role {}").format(sql.Identifier(by)), taken, sql.SQL("reset role")]


def revoke_role(role: str, member: str) -> sql.Composable:
    """End a membership."""
    return sql.SQL("revoke {} from {}").format(sql.Identifier(role), sql.Identifier(member))
