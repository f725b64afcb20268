"""How many examples a property is tried on: TROTH_EXAMPLES, or else 200. TROTH_SHRINK=no shows failures as found."""

from __future__ import annotations

import os
from collections.abc import Iterator

import psycopg
import pytest
from hypothesis import HealthCheck, Phase, settings

from databases import Server, fresh_database
from properties.built import Site

settings.register_profile(
    "troth",
    max_examples=int(os.environ.get("TROTH_EXAMPLES", "200")),
    deadline=None,
    database=None,
    derandomize=os.environ.get("CI") == "true",
    print_blob=True,
    phases=[Phase.generate] if os.environ.get("TROTH_SHRINK") == "no" else list(Phase),
    # A database is made once for a test and emptied after each example.
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile("troth")


@pytest.fixture(scope="module")
def site(server: Server) -> Iterator[Site]:
    """A database to build companies in, for all the examples of a module."""
    with fresh_database(server) as fresh, psycopg.connect(fresh.superuser, autocommit=True) as chief:
        chief.execute("set jit = off")
        yield Site(chief, fresh.owner)
