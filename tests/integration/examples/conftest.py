"""A company of examples/, applied on a new database, with a small story played in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

from databases import FreshDatabase, Server, fresh_database
from opening import set_up
from troth import Troth
from troth.cli.staged import examples, part

SECRET = "the examples' own secret"


@dataclass(frozen=True)
class Company:
    """A company that has been applied and played."""

    troth: Troth
    database: FreshDatabase
    story: Any
    folder: Path

    def rows(self, query: str, *parameters: object) -> list[tuple[Any, ...]]:
        """What the tables' owner reads, whom no window binds."""
        with psycopg.connect(self.database.url, autocommit=True) as owner:
            return owner.execute(query, parameters).fetchall()

    def sees(self, purpose: str, query: str, *parameters: object) -> list[tuple[Any, ...]]:
        """What one purpose reads through its window."""
        with self.troth.purpose(purpose) as db:
            found: list[tuple[Any, ...]] = db.execute(query, parameters).fetchall()
            return found


@contextmanager
def played(server: Server, name: str) -> Iterator[Company]:
    """The company of this name, with the smallest story that it has."""
    folder = examples() / name
    with fresh_database(server) as database, psycopg.connect(database.url, autocommit=True) as owner:
        for file in ("schema.sql", "seed.sql"):
            owner.execute((folder / file).read_bytes())
        with Troth(folder / "privacy", database.url, secret=SECRET) as troth:
            set_up(troth)
            yield Company(troth, database, part(name, "flows").play(troth, members=40, orders=80), folder)


@pytest.fixture(scope="module")
def soldmine(server: Server) -> Iterator[Company]:
    with played(server, "soldmine") as company:
        yield company


@pytest.fixture(scope="module")
def k7tracks(server: Server) -> Iterator[Company]:
    with played(server, "k7tracks") as company:
        yield company


@pytest.fixture(scope="module")
def smart_mining(server: Server) -> Iterator[Company]:
    with played(server, "smart_mining") as company:
        yield company


@pytest.fixture(scope="module")
def smartsellerhelp(server: Server) -> Iterator[Company]:
    with played(server, "smartsellerhelp") as company:
        yield company


@pytest.fixture(scope="module")
def mindlinksoft(server: Server) -> Iterator[Company]:
    with played(server, "mindlinksoft") as company:
        yield company
