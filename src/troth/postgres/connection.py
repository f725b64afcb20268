"""Opening a connection to the company's database for Troth's own work, and saying in plain words why it cannot be had.

No password is ever shown: neither the address as given nor what the driver says about it is repeated unread.
"""

from __future__ import annotations

from typing import NoReturn

import psycopg
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import TupleRow

from troth.errors import Unavailable
from troth.findings import Finding, Place
from troth.postgres.versions import OLDEST, major

PATIENCE = 10
"""Seconds to wait for a server to answer, unless the address says otherwise."""

NO_LOGIN = ("authentication failed", "no pg_hba.conf entry", "not permitted to log in")


def connect(url: str, *, application_name: str = "troth", autocommit: bool = False) -> psycopg.Connection[TupleRow]:
    """A connection to this URL or conninfo. Raises `Unavailable`.

    TR601 the server cannot be reached, TR602 it refuses the login, TR603 it is older than PostgreSQL 15, TR604 it has
    no such database, TR605 the address cannot be read.
    """
    parts = _parts(url)
    try:
        connection = psycopg.connect(
            url, autocommit=autocommit, application_name=application_name, connect_timeout=seconds_to_wait(url)
        )
    except psycopg.Error as problem:
        raise Unavailable(_explain(problem, parts)) from None
    if connection.info.server_version < OLDEST:
        version = major(connection.info.server_version)
        connection.close()
        _too_old(version, parts)
    return connection


def seconds_to_wait(url: str) -> str | int:
    """How long to wait for the server of this URL to answer, as libpq takes it. Raises Unavailable (TR605)."""
    return _parts(url).get("connect_timeout", PATIENCE)


def why_unavailable(problem: psycopg.Error, url: str) -> Finding:
    """Why there was no connection to this URL, in plain words and without its password."""
    return _explain(problem, _parts(url))


def _parts(url: str) -> dict[str, str]:
    try:
        parts = {name: str(value) for name, value in conninfo_to_dict(url).items() if value is not None}
    except psycopg.Error:
        _unreadable()  # what the driver says repeats pieces of the address
    if _password_is_torn(url) or not all(port.isdigit() for port in parts.get("port", "0").split(",") if port):
        _unreadable()
    return parts


def _password_is_torn(url: str) -> bool:
    """With a / or @ that is not written as %2F or %40, pieces of a password are taken for host, port or database."""
    scheme, mark, rest = url.partition("://")
    if not mark or scheme not in ("postgresql", "postgres"):
        return False
    authority, _, path = rest.partition("/")
    return authority.count("@") > 1 or "@" in path.partition("?")[0]


def _unreadable() -> NoReturn:
    raise Unavailable(
        Finding(
            code="TR605",
            message="the database's address cannot be read",
            where=Place(object="--database"),
            why="it is an address such as psql takes, and is not repeated here, for it may hold a password",
            hint="postgresql://user:password@host:port/database; in a password write / as %2F, @ as %40, % as %25",
        )
    ) from None


def _explain(problem: psycopg.Error, parts: dict[str, str]) -> Finding:
    said = _without_password(" ".join(str(problem).split()), parts)
    where = Place(object=_shown(parts))
    if 'database "' in said and "does not exist" in said:
        message = f"there is no such database: {said}"
        why = "Troth makes roles, schemas and views within a database that is there, and never a database"
        return Finding(code="TR604", message=message, where=where, why=why, hint="create it, or name another one")
    if _is_about_login(problem, said):
        message = f"PostgreSQL refuses the login: {said}"
        why = "the server is there, and does not let this login in from here"
        hint = "check user and password, and the server's pg_hba.conf"
        return Finding(code="TR602", message=message, where=where, why=why, hint=hint)
    message = f"PostgreSQL cannot be reached: {said}"
    why = "there is no answer, or none of a PostgreSQL; nothing was changed"
    hint = "is the server running, and are host and port right?"
    if "to set role" in said or "set parameter" in said:
        why = "a connection begins with what PGOPTIONS or the address sets, and the server does not take it"
        hint = "unset PGOPTIONS, or take out of the address what is set there"
    return Finding(code="TR601", message=message, where=where, why=why, hint=hint)


def _is_about_login(problem: psycopg.Error, said: str) -> bool:
    """libpq gives no SQLSTATE for a failed connection, and the server may speak any language."""
    asked = problem.pgconn is not None and bool(problem.pgconn.needs_password)
    no_role = 'role "' in said and "does not exist" in said
    return asked or no_role or any(words in said for words in NO_LOGIN)


def _without_password(said: str, parts: dict[str, str]) -> str:
    for secret in ("password", "sslpassword"):
        if parts.get(secret):
            said = said.replace(parts[secret], "****")
    return said


def _shown(parts: dict[str, str]) -> str:
    names = ("host", "hostaddr", "port", "dbname", "user", "service")
    return " ".join(f"{name}={parts[name]}" for name in names if parts.get(name)) or "--database"


def _too_old(version: int, parts: dict[str, str]) -> NoReturn:
    raise Unavailable(
        Finding(
            code="TR603",
            message=f"PostgreSQL {version} is too old",
            where=Place(object=_shown(parts)),
            why="Troth needs PostgreSQL 15 or newer, which can say whose rights a view runs with",
            hint="upgrade the server",
        )
    )
