"""The marketplace with more purposes, deployed once for these tests, and some people in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from databases import Server
from integration.company import Shop, opened_shop
from proving import Proven


@pytest.fixture(scope="module")
def shop(server: Server) -> Iterator[Shop]:
    with TemporaryDirectory(prefix="troth-tests-") as folder, opened_shop(server, Path(folder)) as opened:
        ana, ben = opened.sign_up(), opened.sign_up()
        opened.order(ana, ben)
        yield opened


@pytest.fixture(scope="module")
def proven(shop: Shop) -> Proven:
    return Proven(shop.chief, shop.database.owner, shop.troth.compiled(), shop.troth.files.declared)
