"""One marketplace for each file of tests, in which the address of a signal is plain once it names nobody."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from databases import Server
from integration.company import Shop, opened_shop
from mutations import letting_go


@pytest.fixture(scope="module")
def shop(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    changed = {"tables": letting_go.tables()}
    with opened_shop(server, tmp_path_factory.mktemp("shop"), tables=changed) as opened:
        yield opened
