"""The passwords of the roles that applications log in as: worked out from one secret, so that none has to be kept.

Whoever has the deployment's secret can log in for every purpose. PostgreSQL is only told a verifier (SCRAM), from which
the password cannot be had back, so that no statement, log or list of sessions ever shows one.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from troth.compiler.build import Compiled
from troth.errors import Unavailable
from troth.findings import Finding, Place
from troth.new_file import write_once
from troth.postgres.ddl import Statement
from troth.postgres.objects import Role

SECRET, SECRET_FILE = "TROTH_SECRET", "TROTH_SECRET_FILE"
"""The environment variables that hold the deployment's secret, or name the file that does."""

UNREADABLE = "TR620"


def window_password(secret: str, role: str) -> str:
    """The password of a login role of this deployment."""
    digest = hmac.digest(secret.encode(), b"troth window " + role.encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def find_secret(given: str | None, home: Path, environment: Mapping[str, str] = os.environ) -> str | None:
    """The deployment's secret: as given, else TROTH_SECRET, else of the file TROTH_SECRET_FILE, else `home`/secret.

    That last file is made, readable by its owner alone, if it is missing. An empty secret, given or in the environment,
    means that the operator sets the passwords himself: then None. Raises Unavailable (TR620).
    """
    said = given if given is not None else environment.get(SECRET)
    if said is not None:
        return said or None
    named = environment.get(SECRET_FILE)
    if named is not None and not named:
        return None
    path = Path(named) if named else home / "secret"
    try:
        if not named and not path.exists():
            write_once(path, secrets.token_urlsafe(32))
        secret = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as problem:
        said = getattr(problem, "strerror", None) or "it is not text"
        raise Unavailable(_unreadable(path, said)) from None
    if not secret:
        raise Unavailable(_unreadable(path, "it is empty"))
    return secret


def login_address(database: str, role: str, secret: str | None) -> str:
    """The address of a database for another login. Without a secret, libpq finds the password in its own ways."""
    parts = {name: value for name, value in conninfo_to_dict(database).items() if name not in ("user", "password")}
    password = {"password": window_password(secret, role)} if secret else {}
    return make_conninfo("", **parts, user=role, **password)


def password_statements(connection: psycopg.Connection[Any], compiled: Compiled, secret: str) -> Iterator[Statement]:
    """The statements that give every login role of a deployment its password, as a verifier worked out here."""
    for role in compiled.objects.only(Role):
        if role.login:
            password = window_password(secret, role.name).encode()
            verifier = connection.pgconn.encrypt_password(password, role.name.encode(), b"scram-sha-256").decode()
            yield sql.SQL("alter role {} password {}").format(sql.Identifier(role.name), sql.Literal(verifier))


def _unreadable(path: Path, said: str) -> Finding:
    return Finding(
        code=UNREADABLE,
        message=f"the deployment's secret cannot be read: {said}",
        where=Place(file=str(path)),
        why="the passwords of the windows are worked out from it",
        hint=f"set {SECRET}, or name a readable file in {SECRET_FILE}; an empty {SECRET}: you set the passwords",
    )
