"""Apply is killed in the middle, client or server: the database is as before, and the next apply goes through."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import psycopg
import pytest

from databases import FreshDatabase
from faults.killing import parent
from faults.shop import apply_halting, everything, killed_while_applying, shop
from troth.client import Troth
from troth.errors import Unavailable
from troth.postgres.embedded.server import embedded_database

BEFORE_COMMIT = 0
POINTS = (3, 8, 100, 250, BEFORE_COMMIT)
"""Statements at which apply is stopped: before its first change, among the roles, the tables, the policies, the end."""


def wait_until_alone(url: str) -> None:
    """Until the server has noticed that the other client is gone."""
    with psycopg.connect(url, autocommit=True) as connection:
        for _ in range(500):
            found = connection.execute(
                "select 1 from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
            ).fetchone()
            if found is None:
                return
            time.sleep(0.02)
    raise TimeoutError


@pytest.mark.parametrize("nth", POINTS)
def test_client_killed(tmp_path: Path, fresh: FreshDatabase, nth: int) -> None:
    troth = shop(tmp_path, fresh.url)
    before = everything(troth.plan())
    killed_while_applying(tmp_path, fresh.url, nth)
    wait_until_alone(fresh.superuser)
    assert everything(troth.plan()) == before
    troth.apply(troth.plan())
    assert troth.plan().empty


@pytest.mark.parametrize("nth", POINTS[1:])
def test_connection_ended_by_the_server(tmp_path: Path, fresh: FreshDatabase, nth: int) -> None:
    troth = shop(tmp_path, fresh.url)
    before = everything(troth.plan())

    def end() -> None:
        with psycopg.connect(fresh.superuser, autocommit=True) as chief:
            chief.execute(
                "select pg_terminate_backend(pid, 5000) from pg_stat_activity "
                "where datname = current_database() and pid <> pg_backend_pid()"
            )

    with pytest.raises(Unavailable, match="TR50"):
        apply_halting(tmp_path, fresh.url, nth, end)
    assert everything(troth.plan()) == before
    troth.apply(troth.plan())
    assert troth.plan().empty


@pytest.mark.slow
@pytest.mark.parametrize("whom", ["backend", "server"])
def test_server_killed(tmp_path: Path, whom: str) -> None:
    """kill -9 of one backend makes the server restart itself; kill -9 of the server leaves it to the next start."""
    home, folder = tmp_path / "home", tmp_path / "privacy"
    tmp_path.chmod(0o711)
    home.mkdir()
    folder.mkdir()
    with embedded_database(home, linger=0.5) as server:
        troth = shop(folder, server.url)
        before = everything(troth.plan())

        def kill() -> None:
            with psycopg.connect(server.superuser_url, autocommit=True) as chief:
                row = chief.execute("select pg_backend_pid()").fetchone()
                assert row is not None
                os.kill(row[0] if whom == "backend" else parent(row[0]), signal.SIGKILL)
            time.sleep(0.5)

        with pytest.raises((Unavailable, psycopg.OperationalError)):
            apply_halting(folder, server.url, 100, kill)
    with embedded_database(home, linger=0.5) as again:
        troth = after_recovery(folder, again.url)
        assert everything(troth.plan()) == before
        troth.apply(troth.plan())
        assert troth.plan().empty
        again.stop()


def after_recovery(folder: Path, url: str) -> Troth:
    """The shop, once its server lets people in again."""
    for _ in range(200):
        try:
            psycopg.connect(url).close()
            break
        except psycopg.OperationalError:
            time.sleep(0.05)
    return Troth(folder, url, secret="")
