"""The marketplace with more purposes, deployed once for these tests, and some people in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from databases import Server
from integration.company import Shop, opened_shop
from proving import Proven
from troth.verify.canary import read_canary


@pytest.fixture(scope="module")
def shop(server: Server) -> Iterator[Shop]:
    with TemporaryDirectory(prefix="troth-tests-") as folder, opened_shop(server, Path(folder)) as opened:
        ana, ben = opened.sign_up(), opened.sign_up()
        opened.order(ana, ben)
        opened.owner.execute("select setval(pg_get_serial_sequence('member', 'member_id'), 1000)")
        opened.owner.execute("select setval(pg_get_serial_sequence('orders', 'order_id'), 1000)")
        yield opened


@pytest.fixture(scope="module")
def proven(shop: Shop) -> Proven:
    compiled, declared = shop.troth.compiled(), shop.troth.files.declared
    return Proven(shop.chief, shop.database.owner, compiled, declared, read_canary(shop.folder))
