"""A marketplace with its policy applied, one for all tests of the ledger; each gets a copy."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from databases import FreshDatabase, Server, fresh_database
from troth.client import Troth
from troth.ledger.signing import KeyFile

ASSETS = Path(__file__).parents[2] / "assets" / "marketplace"
PREFIX = "ledgershop"
DESK = f"{PREFIX}_desk"

Connection = psycopg.Connection[Any]


@pytest.fixture(scope="module")
def applied(server: Server) -> Iterator[FreshDatabase]:
    with fresh_database(server) as database:
        with psycopg.connect(database.url, autocommit=True) as company:
            company.execute((ASSETS / "schema.sql").read_bytes())
        troth = Troth(ASSETS / "privacy", database.url, prefix=PREFIX)
        troth.apply(troth.plan())
        assert troth.plan().empty
        with psycopg.connect(database.superuser, autocommit=True) as chief:
            chief.execute(f"alter role {DESK} password 'desk'".encode())
        yield database


@pytest.fixture
def shop(server: Server, applied: FreshDatabase) -> Iterator[FreshDatabase]:
    with fresh_database(server, template=applied.name) as copied:
        yield copied


@pytest.fixture
def desk(shop: FreshDatabase) -> Iterator[Connection]:
    """A connection of the desk, each statement its own transaction."""
    with psycopg.connect(shop.login(DESK, "desk"), autocommit=True) as connection:
        yield connection


@pytest.fixture
def chief(shop: FreshDatabase) -> Iterator[Connection]:
    with psycopg.connect(shop.superuser, autocommit=True) as connection:
        yield connection


@pytest.fixture
def key(tmp_path: Path) -> KeyFile:
    return KeyFile.make(tmp_path / "keys" / "ledger.key", "shop.example/ledger")
