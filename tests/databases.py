"""Real PostgreSQL for tests: a cluster for each test process, and new databases in it in a few hundredths of a second.

TROTH_PG_BIN names the folder of the PostgreSQL that is run, and so its version; without it, it is the wheel's newest.
Roles belong to a whole cluster. Each process has its own, so that two never make the same role; on a server named by
TROTH_TEST_DATABASE_SERVER (a superuser's URL) the tests that need a database take turns instead.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from troth.postgres.embedded.server import EmbeddedServer, embedded_database

CLIENT_ZONE, SERVER_ZONE = os.environ.get("TROTH_TEST_ZONES", "Etc/GMT+12,Pacific/Kiritimati").split(",")
"""The time zones of the tests and of their servers, 26 hours apart: at every hour one of them at least has another day
than a policy of Europe. What asks the machine or the server for the day, and means the policy's, is found at once."""

MEMORY, ROOM = Path("/dev/shm"), 4 * 2**30
"""The folder that Linux keeps in memory, and how many bytes have to be free there for servers to lie in it."""

TURN = 7_305_112
"""The advisory lock by which processes take turns on an external server."""


class Templates:
    """Databases that are filled once in a test process, and copied for whoever wants one.

    They lie in a cluster of their own, because the roles that a policy makes stay as long as its template does.
    """

    def __init__(self) -> None:
        self._cluster: Server | None = None
        self._stack, self._filled = contextlib.ExitStack(), dict[str, FreshDatabase]()
        self._roles, self._in_use = "", 0

    @contextlib.contextmanager
    def copy(self, name: str, fill: Callable[[FreshDatabase], None]) -> Iterator[FreshDatabase]:
        """A copy of the template of this name. Each has roles of its own names."""
        if self._cluster is None:
            self._cluster = self._stack.enter_context(_own_cluster())
        if self._filled and not self._in_use and self._roles != _all_of_roles(self._cluster):
            self._filled.clear()  # a test has changed passwords or rights of roles, which no copy brings back
            self._stack.close()
            self._cluster = self._stack.enter_context(_own_cluster())
        if name not in self._filled:
            made = self._stack.enter_context(fresh_database(self._cluster))
            fill(made)
            self._filled[name], self._roles = made, _all_of_roles(self._cluster)
        self._in_use += 1
        try:
            with fresh_database(self._cluster, template=self._filled[name].name) as copied:
                yield copied
        finally:
            self._in_use -= 1

    def close(self) -> None:
        self._stack.close()


@dataclass(frozen=True, kw_only=True)
class Server:
    """A server that tests may do with as they like. `shared` if other test processes use it too."""

    superuser: str
    owner: str
    password: str
    shared: bool
    templates: Templates = field(default_factory=Templates, repr=False)


@dataclass(frozen=True, kw_only=True)
class FreshDatabase:
    """A new database: `url` logs in as its plain owner (CREATEROLE, no superuser), `superuser` as who may do all."""

    server: Server
    name: str
    url: str
    superuser: str
    owner: str

    def login(self, role: str, password: str) -> str:
        """The URL of another login into the same database."""
        return make_conninfo(self.superuser, user=role, password=password)


def _all_of_roles(server: Server) -> str:
    """Everything that a cluster says of its roles: two that are equal say the same."""
    with psycopg.connect(server.superuser) as chief:
        return str([
            chief.execute("select a::text from pg_authid as a order by a::text").fetchall(),
            chief.execute("select m::text from pg_auth_members as m order by m::text").fetchall(),
        ])  # fmt: skip


@contextlib.contextmanager
def filled_database(server: Server, name: str, fill: Callable[[FreshDatabase], None]) -> Iterator[FreshDatabase]:
    """A database as `fill` makes it, for this test alone. It is filled once; on a shared server each time."""
    if not server.shared:
        with server.templates.copy(name, fill) as copied:
            yield copied
        return
    with fresh_database(server) as made:
        fill(made)
        yield made


@contextlib.contextmanager
def running_server() -> Iterator[Server]:
    """The external server if one is named, or else a cluster of this process, gone afterwards."""
    if external := os.environ.get("TROTH_TEST_DATABASE_SERVER"):
        with _owner_on(external) as server:
            yield server
        return
    with _own_cluster() as server, contextlib.closing(server.templates):
        yield server


@contextlib.contextmanager
def _own_cluster() -> Iterator[Server]:
    with open_folder() as folder, cluster(folder) as running:
        password = str(conninfo_to_dict(running.url)["password"])
        yield Server(superuser=running.superuser_url, owner="owner", password=password, shared=False)


@contextlib.contextmanager
def open_folder() -> Iterator[Path]:
    """A temporary folder that the user of a server can enter, which pytest's own are not for tests run by root."""
    with tempfile.TemporaryDirectory(prefix="troth-tests-", dir=_memory()) as made:
        Path(made).chmod(0o711)
        yield Path(made)


def _memory() -> Path | None:
    """Where the machine lends its memory as a folder with room enough: making a database's files costs a tenth there.

    These servers flush nothing to disk anyway. Whoever names a folder in TMPDIR wants that one.
    """
    if "TMPDIR" in os.environ or not MEMORY.is_dir() or not os.access(MEMORY, os.W_OK):
        return None
    return MEMORY if shutil.disk_usage(MEMORY).free > ROOM else None


@contextlib.contextmanager
def cluster(folder: Path, *, encrypted: bool = False, **settings: str) -> Iterator[EmbeddedServer]:
    """A PostgreSQL of a test's own in this folder, with these settings; stopped in the end."""
    usual = {"timezone": SERVER_ZONE, "max_wal_size": "256MB"}
    running = embedded_database(folder, fast=True, linger=0.5, settings=usual | settings, encrypted=encrypted)
    try:
        yield running
    finally:
        running.stop()


@contextlib.contextmanager
def fresh_database(server: Server, *, template: str = "template0") -> Iterator[FreshDatabase]:
    """A new database, made from a template; afterwards it is gone, and so are the roles made meanwhile."""
    name = f"test_{secrets.token_hex(6)}"
    with psycopg.connect(server.superuser, autocommit=True) as chief, _turn(chief, server):
        before = _roles(chief)
        copy_database(chief, template, name, server.owner)
        superuser = make_conninfo(server.superuser, dbname=name)
        try:
            yield FreshDatabase(
                server=server,
                name=name,
                url=make_conninfo(superuser, user=server.owner, password=server.password),
                superuser=superuser,
                owner=server.owner,
            )
        finally:
            chief.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))
            if made := sorted(_roles(chief) - before):
                chief.execute(sql.SQL("drop role {}").format(sql.SQL(", ").join(map(sql.Identifier, made))))


def copy_database(chief: psycopg.Connection[tuple[object, ...]], source: str, name: str, owner: str) -> None:
    """A copy of a database. PostgreSQL leaves behind what roles have set there: that is brought too."""
    create = sql.SQL("create database {} template {} owner {} strategy file_copy")
    chief.execute(create.format(*map(sql.Identifier, (name, source, owner))))
    settings = chief.execute(
        "select r.rolname, unnest(s.setconfig) from pg_db_role_setting s join pg_roles r on r.oid = s.setrole"
        " join pg_database d on d.oid = s.setdatabase where d.datname = %s",
        [source],
    ).fetchall()
    alter = sql.SQL("alter role {} in database {} set {} = {}")
    altered = []
    for role, setting in settings:
        key, _, value = str(setting).partition("=")
        given = sql.SQL(value) if key == "search_path" else sql.Literal(value)  # a list is written as one already
        altered.append(alter.format(*map(sql.Identifier, (str(role), name, key)), given))
    if altered:
        chief.execute(sql.SQL("; ").join(altered))


@contextlib.contextmanager
def _turn(chief: psycopg.Connection[tuple[object, ...]], server: Server) -> Iterator[None]:
    """On a shared server, keep other processes out while roles are made. A process may have several databases."""
    if server.shared and not _Turn.depth:
        chief.execute("select pg_advisory_lock(%s)", [TURN])
    _Turn.depth += 1
    try:
        yield
    finally:
        _Turn.depth -= 1


class _Turn:
    depth = 0


def _roles(chief: psycopg.Connection[tuple[object, ...]]) -> set[str]:
    return {str(name) for (name,) in chief.execute("select rolname from pg_roles")}


@contextlib.contextmanager
def _owner_on(external: str) -> Iterator[Server]:
    owner, password = f"test_owner_{secrets.token_hex(4)}", secrets.token_urlsafe(12)
    role, secret = sql.Identifier(owner), sql.Literal(password)
    with psycopg.connect(external, autocommit=True) as chief:
        chief.execute(sql.SQL("create role {} login createrole password {}").format(role, secret))
        try:
            yield Server(superuser=external, owner=owner, password=password, shared=True)
        finally:
            chief.execute(sql.SQL("drop role {}").format(role))
