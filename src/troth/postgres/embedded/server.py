"""A real PostgreSQL of Troth's own, for whoever names no database: started when needed, stopped when nobody uses it.

It lives in `.troth/pg<major>/` of the project's folder, answers on a Unix socket that only its user can enter, with
passwords made at random, and is shared by all processes that work in the folder. watcher.py watches over it.
One that is asked to be `encrypted` is another server, `.troth/pg<major>tls/`; see encrypted.py.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote, urlencode

import psycopg
from psycopg import sql

from troth.postgres.embedded.cluster import (
    SUPERUSER,
    does_not_start,
    end_leftovers,
    environment,
    make_cluster,
    make_home,
    server_note,
    socket_folder,
    unusable,
    write_secret,
)
from troth.postgres.embedded.encrypted import ADDRESS, connection_parameters, encrypted_settings
from troth.postgres.embedded.server_programs import Programs, Runner, find_programs, runnable, runner_for
from troth.postgres.file_locks import PATIENCE, is_free, opened, wait_until_free
from troth.postgres.statements import statement

LINGER = 5.0
"""Seconds that a server stays after its last user."""

OWNER = "owner"
FAST = {"fsync": "off", "full_page_writes": "off"}
"""Settings for tests: a crash of the machine may lose everything, a crash of the server nothing."""


@dataclass(kw_only=True, repr=False)
class EmbeddedServer:
    """A server in use by this process. It stays while any process uses it, and a few seconds longer.

    `url` is a plain owner's: the login `owner` has CREATEROLE, owns the database and is no superuser. `encrypted`: it
    goes over TLS; the superuser's goes through the local socket always.
    """

    url: str
    superuser_url: str
    folder: Path
    major: int
    encrypted: bool = False
    _use: int | None = field(default=None)

    def __repr__(self) -> str:
        return f"EmbeddedServer({str(self.folder)!r})"

    def close(self) -> None:
        """This process needs the server no more."""
        if self._use is not None:
            os.close(self._use)
            self._use = None

    def stop(self) -> bool:
        """As close(), and stop the server now unless others use it. Returns whether it has stopped."""
        self.close()
        with opened(self.folder / "users.lock") as users:
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            if (note := server_note(self.folder)) is not None:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(note["watcher"], signal.SIGTERM)
            return wait_until_free(self.folder / "watcher.lock")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def embedded_database(
    folder: Path,
    *,
    database: str = "troth",
    fast: bool = False,
    settings: Mapping[str, str] | None = None,
    linger: float = LINGER,
    encrypted: bool = False,
) -> EmbeddedServer:
    """The embedded PostgreSQL of a project's folder, started if it does not run, with a database of this name.

    `settings` are PostgreSQL's, and like `fast` (for tests: nothing is flushed to disk) and `linger` (seconds that the
    server outlives its last user) they count only when this call starts the server. `encrypted`: connections to it go
    over TLS and the loopback network, where there are programs that speak TLS; where not, the answer says so. Raises
    `Unavailable`: TR606 no programs, TR607 it does not start, TR608 its folder cannot be used.
    """
    programs = find_programs(encrypted=encrypted)
    encrypted = encrypted and programs.speak_tls
    home = folder.resolve() / ".troth" / f"pg{programs.major}{'tls' if encrypted else ''}"
    try:
        make_home(home)
        with contextlib.ExitStack() as unless_it_runs:
            use = os.open(home / "users.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            unless_it_runs.callback(os.close, use)
            fcntl.flock(use, fcntl.LOCK_SH)
            wanted = FAST | dict(settings or {}) if fast else dict(settings or {})
            start = _Start(home=home, programs=programs, settings=wanted, linger=linger, encrypted=encrypted)
            server = start.running(database)
            unless_it_runs.pop_all()
    except OSError as problem:
        unusable(home, f"{problem.strerror or problem}: {problem.filename or home}")
    server._use = use
    return server


@dataclass(frozen=True, kw_only=True)
class _Start:
    home: Path
    programs: Programs
    settings: Mapping[str, str]
    linger: float
    encrypted: bool

    def running(self, database: str) -> EmbeddedServer:
        """Use the server that runs, or else start one; one process at a time."""
        deadline = time.monotonic() + PATIENCE
        with opened(self.home / "start.lock") as starting:
            fcntl.flock(starting, fcntl.LOCK_EX)
            while time.monotonic() < deadline:
                note = server_note(self.home)
                if note is None:
                    if is_free(self.home / "watcher.lock"):
                        self._start()
                    else:
                        time.sleep(0.02)
                    continue
                try:
                    return self._prepared(note, database)
                except psycopg.OperationalError:
                    time.sleep(0.05)  # it was killed, and its watcher has not noticed yet
        does_not_start(self.home)

    def _start(self) -> None:
        data = self.home / "data"
        runner = runner_for(data)
        programs = runnable(self.programs, runner)
        if not data.exists():
            data.unlink(missing_ok=True)
            make_cluster(self.home, programs, runner)
        end_leftovers(self.home)
        if not (self.home / "superuser.password").exists():
            unusable(self.home, f"{self.home / 'superuser.password'} is missing")
        sockets, own = socket_folder(self.home, runner)
        # A free port may be taken by somebody else just now; one more look is enough, and matters over a network alone.
        for port in (_free_port() for _ in range(2 if self.encrypted else 1)):
            order = {
                "command": self._command(programs, data.resolve(), sockets, port, runner),
                "environment": environment(),
                "user": runner.user,
                "group": runner.group,
                "folder": str(self.home),
                "data": str(data.resolve()),
                "log": str(self.home / "server.log"),
                "linger": self.linger,
                "socket_folder": str(sockets),
                "own_socket_folder": own,
                "note": {"sockets": str(sockets), "own": own, "port": port},
            }
            if _ask_watcher(order) == b"ready":
                return
        does_not_start(self.home)

    def _command(self, programs: Programs, data: Path, sockets: Path, port: int, runner: Runner) -> list[str]:
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": f'"{sockets}"',
            "unix_socket_permissions": "0700",
            "port": str(port),
            "password_encryption": "scram-sha-256",
            **(encrypted_settings(data, runner) if self.encrypted else {}),
            **self.settings,
        }
        return [programs["postgres"], "-D", str(data), *(f"-c{name}={value}" for name, value in settings.items())]

    def _prepared(self, note: dict[str, Any], database: str) -> EmbeddedServer:
        """Make sure of the owner and the database, and give their addresses."""
        password = (self.home / "superuser.password").read_text()
        superuser = _url(note, SUPERUSER, password, SUPERUSER)
        with psycopg.connect(superuser, autocommit=True, connect_timeout=10, application_name="troth") as connection:
            owner_password = _owner_password(connection, self.home)
            found = connection.execute(statement("database exists"), {"database": database}).fetchone()
            if not found:
                create = sql.SQL("create database {} owner {}")
                connection.execute(create.format(sql.Identifier(database), sql.Identifier(OWNER)))
        return EmbeddedServer(
            url=_url(note, OWNER, owner_password, database, self.home / "data" if self.encrypted else None),
            superuser_url=_url(note, SUPERUSER, password, database),
            folder=self.home,
            major=self.programs.major,
            encrypted=self.encrypted,
        )


def _owner_password(connection: psycopg.Connection[Any], home: Path) -> str:
    """The owner's password; the role is made, or given a new password, if either is missing."""
    file = home / "owner.password"
    exists = connection.execute(statement("role exists"), {"role": OWNER}).fetchone()
    if exists and file.exists():
        return file.read_text()
    password = secrets.token_urlsafe(24)
    write_secret(file, password)
    # The server is given the verifier only, so that no log of statements ever shows a password.
    verifier = connection.pgconn.encrypt_password(password.encode(), OWNER.encode(), b"scram-sha-256").decode()
    verb = sql.SQL("alter" if exists else "create")
    make = sql.SQL("{} role {} login createrole nosuperuser nocreatedb password {}")
    connection.execute(make.format(verb, sql.Identifier(OWNER), sql.Literal(verifier)))
    return password


def _ask_watcher(order: dict[str, Any]) -> bytes:
    """Start the watcher, which detaches itself, and wait for its word: ready, failed, or nothing if it died."""
    reads, writes = os.pipe()
    try:
        program = str(Path(__file__).with_name("watcher.py"))
        subprocess.run(
            [sys.executable, "-I", "-S", program, json.dumps(order), str(writes)],
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            pass_fds=[writes],
        )
        os.close(writes)
        writes = -1
        return os.read(reads, 64)
    finally:
        os.close(reads)
        if writes >= 0:
            os.close(writes)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _url(note: dict[str, Any], user: str, password: str, database: str, encrypted: Path | None = None) -> str:
    """Through the local socket, or over TLS where the data folder of a server that is `encrypted` is given."""
    more = connection_parameters(encrypted) if encrypted else {}
    where = {"host": ADDRESS if encrypted else note["sockets"], "port": str(note["port"]), **more}
    login = ":".join(quote(part, safe="") for part in (user, password))
    return f"postgresql://{login}@/{quote(database, safe='')}?{urlencode(where, quote_via=quote, safe='')}"
