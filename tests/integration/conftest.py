"""One marketplace for each file of tests, unless its folder has another; and the command, as the company calls it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from databases import Server
from integration.company import Command, Shop, opened_shop
from opening import SECRET
from troth.cli import run


@pytest.fixture(scope="module")
def shop(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """The marketplace with its policy applied. Tests share it, so each signs up people of its own."""
    with opened_shop(server, tmp_path_factory.mktemp("shop")) as opened:
        yield opened


@pytest.fixture
def troth(shop: Shop, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Command:
    """The command on the shop of the test, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TROTH_SECRET", SECRET)
    monkeypatch.setenv("TROTH_DATABASE", shop.database.url)
    monkeypatch.setenv("TROTH_POLICY", str(shop.folder))
    return lambda *arguments: run([str(argument) for argument in arguments])
