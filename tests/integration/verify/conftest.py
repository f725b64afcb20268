"""The marketplace, deployed once for these tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from databases import Server
from shops import Shop, deployed_shop


@pytest.fixture(scope="module")
def shop(server: Server) -> Iterator[Shop]:
    with deployed_shop(server) as made:
        yield made
