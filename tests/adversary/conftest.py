"""One applied marketplace for each test process, and a copy of it for each attempt."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from adversary.market import Market, copied_market, opened_market
from databases import FreshDatabase, Server


@pytest.fixture(scope="session")
def template(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[FreshDatabase, str]]:
    """The marketplace that is copied: policy applied, people in it."""
    with opened_market(server, tmp_path_factory.mktemp("privacy")) as opened:
        yield opened


@pytest.fixture
def market(server: Server, template: tuple[FreshDatabase, str]) -> Iterator[Market]:
    """A copy of the marketplace for one test, in which nothing has been tried yet."""
    database, password = template
    with copied_market(server, database, password) as copy:
        yield copy
