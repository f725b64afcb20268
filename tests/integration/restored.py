"""A backup of a marketplace, and that backup restored in the place of the live database."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from databases import FreshDatabase, Server, copy_database
from integration.company import SECRET, Shop
from troth.client import Troth


@dataclass(frozen=True)
class Backup:
    """The database as it was. A copy in the same server is what pg_dump and pg_restore make, only faster."""

    server: Server
    name: str
    owner: str
    password: str

    @contextlib.contextmanager
    def restored(self, shop: Shop) -> Iterator[Shop]:
        """The shop on its restored database, with the journal that was kept meanwhile."""
        name = f"restored_{secrets.token_hex(4)}"
        with psycopg.connect(self.server.superuser, autocommit=True) as chief:
            copy_database(chief, self.name, name, self.owner)
            try:
                superuser = make_conninfo(self.server.superuser, dbname=name)
                url = make_conninfo(superuser, user=self.owner, password=self.password)
                with (
                    psycopg.connect(url, autocommit=True) as owner,
                    psycopg.connect(superuser, autocommit=True) as its_chief,
                    Troth(shop.folder, url, secret=SECRET) as troth,
                ):
                    yield Shop(shop.database, shop.folder, troth, owner, its_chief, shop.numbers)
            finally:
                chief.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


@contextlib.contextmanager
def backup_of(shop: Shop) -> Iterator[Backup]:
    """The shop's database as it is now."""
    server = shop.database.server
    name = f"backup_{secrets.token_hex(4)}"
    with psycopg.connect(server.superuser, autocommit=True) as chief:
        chief.execute(
            "select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = %s",
            [shop.database.name],
        )
        copy_database(chief, shop.database.name, name, shop.database.owner)
        shop.owner = psycopg.connect(shop.database.url, autocommit=True)
        shop.chief = psycopg.connect(shop.database.superuser, autocommit=True)
        try:
            yield Backup(server, name, shop.database.owner, server.password)
        finally:
            shop.owner.close()
            shop.chief.close()
            chief.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


@dataclass(frozen=True)
class BackupHere:
    """A backup of one database, which can be put in its place again. Nobody else may be at work in it."""

    server: Server
    database: FreshDatabase

    @property
    def name(self) -> str:
        return f"backup_of_{self.database.name}"

    def take(self) -> None:
        """Keep the database as it is now, instead of any backup before."""
        self._replace(self.name, self.database.name)

    def restore(self) -> None:
        """From here on the database is as it was."""
        self._replace(self.database.name, self.name)

    def close(self) -> None:
        with psycopg.connect(self.server.superuser, autocommit=True) as chief:
            chief.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(self.name)))

    def _replace(self, what: str, by: str) -> None:
        with psycopg.connect(self.server.superuser, autocommit=True) as chief:
            chief.execute(
                "select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = any (%s)", [[what, by]]
            )
            chief.execute(sql.SQL("drop database if exists {}").format(sql.Identifier(what)))
            copy_database(chief, by, what, self.database.owner)
