"""Fixtures for all tests: one PostgreSQL for each test process, and a new database for each test that asks for it."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator

import psycopg
import pytest
from hypothesis import settings

from databases import CLIENT_ZONE, FreshDatabase, Server, fresh_database, running_server
from troth.postgres.embedded.server_programs import find_programs

# In continuous integration the same examples are tried every time, so that a change is judged by what it changes.
settings.register_profile("everywhere", derandomize=os.environ.get("CI") == "true", deadline=None)
settings.load_profile("everywhere")

os.environ["TZ"] = CLIENT_ZONE  # of this process and of those that tests start
time.tzset()


def pytest_report_header() -> str:
    """On which PostgreSQL the tests run, so that nobody takes a run for one on another."""
    if "TROTH_TEST_DATABASE_SERVER" in os.environ:
        return "PostgreSQL: the server that TROTH_TEST_DATABASE_SERVER names"
    programs = find_programs()
    return f"PostgreSQL {programs.major}: {programs.folder}"


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A PostgreSQL of this test process, or the one that TROTH_TEST_DATABASE_SERVER names."""
    with running_server() as running:
        yield running


@pytest.fixture
def fresh(server: Server) -> Iterator[FreshDatabase]:
    """A new empty database, with the addresses of its plain owner and of a superuser."""
    with fresh_database(server) as made:
        yield made


@pytest.fixture
def database(fresh: FreshDatabase) -> str:
    """The URL of a new empty database for its plain owner: CREATEROLE, no superuser."""
    return fresh.url


@pytest.fixture
def superuser(fresh: FreshDatabase) -> str:
    """The URL of the same database for a superuser."""
    return fresh.superuser


@pytest.fixture
def owner(database: str) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """A connection of the plain owner, each statement its own transaction."""
    with psycopg.connect(database, autocommit=True) as connection:
        yield connection
