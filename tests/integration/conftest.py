"""One marketplace for each file of tests, unless its folder has another."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from databases import Server
from integration.company import Shop, opened_shop


@pytest.fixture(scope="module")
def shop(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """The marketplace with its policy applied. Tests share it, so each signs up people of its own."""
    with opened_shop(server, tmp_path_factory.mktemp("shop")) as opened:
        yield opened
