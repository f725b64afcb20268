"""A shop that has run for years without Troth, and the same shop with its policy applied."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from databases import FreshDatabase, Server, filled_database, fresh_database
from integration.adopt.a_shop import HERE, Connection, Shop
from opening import quick_apply
from troth.rollout.deployment import read_files


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(HERE, tmp_path / "privacy", ignore=shutil.ignore_patterns("*.sql")))


@pytest.fixture
def before(fresh: FreshDatabase, owner: Connection, folder: Path) -> Shop:
    """The shop before Troth."""
    owner.execute((HERE / "schema.sql").read_text("utf-8"))
    return Shop(fresh=fresh, owner=owner, folder=folder)


@pytest.fixture
def shop(server: Server, folder: Path) -> Iterator[Shop]:
    """The shop with its policy applied, adopting."""
    with filled_database(server, "adopting", _adopted) as copied, psycopg.connect(copied.url, autocommit=True) as owner:
        yield Shop(fresh=copied, owner=owner, folder=folder)


def _adopted(database: FreshDatabase) -> None:
    with psycopg.connect(database.url, autocommit=True) as owner:
        owner.execute((HERE / "schema.sql").read_text("utf-8"))
        quick_apply(owner, read_files(HERE).declared)


@pytest.fixture
def alone(before: Shop) -> Shop:
    """The same as the only one that knows its roles, for tests that are about what becomes of them."""
    before.apply()
    return before


@pytest.fixture
def another(server: Server) -> Iterator[Callable[[], FreshDatabase]]:
    """More empty databases in the same cluster."""
    with contextlib.ExitStack() as stack:
        yield lambda: stack.enter_context(fresh_database(server))
