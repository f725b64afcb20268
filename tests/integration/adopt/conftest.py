"""A shop that has run for years without Troth, and the same shop with its policy applied."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from databases import FreshDatabase, Server, fresh_database
from integration.adopt.a_shop import HERE, Connection, Shop


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(HERE, tmp_path / "privacy", ignore=shutil.ignore_patterns("*.sql")))


@pytest.fixture
def before(fresh: FreshDatabase, owner: Connection, folder: Path) -> Shop:
    """The shop before Troth."""
    owner.execute((HERE / "schema.sql").read_text("utf-8"))
    return Shop(fresh=fresh, owner=owner, folder=folder)


@pytest.fixture
def shop(before: Shop) -> Shop:
    """The shop with its policy applied, adopting."""
    before.apply()
    return before


@pytest.fixture
def another(server: Server) -> Iterator[Callable[[], FreshDatabase]]:
    """More empty databases in the same cluster."""
    with contextlib.ExitStack() as stack:
        yield lambda: stack.enter_context(fresh_database(server))
