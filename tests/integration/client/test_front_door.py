"""The front door opens what is there: the files alone, a database, or a PostgreSQL of its own."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import psycopg
import pytest

import troth
from integration.company import ASSETS, write_privacy
from troth import Troth


def test_it_is_imported_from_the_package() -> None:
    from troth.aio import AsyncTroth
    from troth.client import Troth as Door

    assert (troth.Troth, troth.AsyncTroth) == (Door, AsyncTroth)
    with pytest.raises(AttributeError):
        _ = troth.nothing  # type: ignore[attr-defined]


def test_checking_needs_no_database(tmp_path: Path) -> None:
    nowhere = Troth(write_privacy(tmp_path, time_zone="Mars/Phobos"), "postgresql://nobody@127.0.0.1:1/nothing")
    assert "TR101" in {finding.code for finding in nowhere.check()}


def test_without_a_database_it_brings_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TROTH_SECRET", "TROTH_SECRET_FILE"):
        monkeypatch.delenv(name, raising=False)
    if os.geteuid() == 0:
        for folder in (tmp_path, *tmp_path.parents[:2]):
            folder.chmod(0o711)
    try:
        with Troth(write_privacy(tmp_path / "privacy")) as door:
            with psycopg.connect(door.database, autocommit=True) as owner:
                owner.execute((ASSETS / "schema.sql").read_bytes())
                owner.execute("insert into member (full_name, email) values ('Ana', 'ana@example.org')")
            door.apply(door.plan())
            door.subject("member", 1).consent("newsletter")
            with door.purpose("newsletter") as db:
                assert db.execute("select full_name from member").fetchone() == ("Ana",)
            assert (tmp_path / ".troth" / "secret").exists()
            server = door.opened._server
            assert server is not None
        server.stop()
    finally:
        shutil.rmtree(tmp_path / ".troth", ignore_errors=True)
