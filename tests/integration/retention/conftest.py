"""A marketplace for each test: what a sweep takes, the next test shall not miss."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from databases import Server
from integration.company import Shop, opened_shop


@pytest.fixture
def shop(server: Server, tmp_path: Path) -> Iterator[Shop]:
    with opened_shop(server, tmp_path) as made:
        yield made
