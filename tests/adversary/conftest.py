"""One applied marketplace for each test process, and a copy of it for each attempt."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from adversary.club import Club, copied_club, opened_club
from adversary.market import Market, copied_market, opened_market
from adversary.workshop import Workshop, opened_workshop
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


@pytest.fixture(scope="session")
def club_template(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[FreshDatabase, str]]:
    """The club that is copied: policy applied, people in it."""
    with opened_club(server, tmp_path_factory.mktemp("club") / "privacy") as opened:
        yield opened


@pytest.fixture
def club(server: Server, club_template: tuple[FreshDatabase, str]) -> Iterator[Club]:
    """A copy of the club for one test, in which nothing has been tried yet."""
    with copied_club(server, *club_template) as copy:
        yield copy


@pytest.fixture
def workshop(server: Server, tmp_path: Path) -> Iterator[Workshop]:
    """A workshop for one test."""
    with opened_workshop(server, tmp_path) as opened:
        yield opened
