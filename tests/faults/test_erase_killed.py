"""Erasing and replaying are killed at random moments, client or server: nobody is half erased, and nothing is lost.

TROTH_FAULTS says how often; 10 if it does not.
"""

from __future__ import annotations

import os
import random
import signal
from pathlib import Path

import psycopg
import pytest

from databases import FreshDatabase, Server, cluster
from faults.erasing import (
    TIMES,
    Said,
    erased,
    half_done,
    kill_process,
    run_and_kill,
    shop,
    states,
    untouched,
    wait_for,
)
from faults.test_apply_killed import parent, wait_until_alone
from integration.restored import copy_database
from troth.client import Troth
from troth.journal.behind import forgotten

PEOPLE = 400


def check(troth: Troth, url: str, said: Said) -> None:
    """Nobody is half erased; who was told to be done is done; whoever is erased is in the journal."""
    assert half_done(url, PEOPLE) == []
    found = states(url, PEOPLE)
    assert [n for n in said.done if found[n] != erased(n)] == []
    assert troth.journal is not None
    with psycopg.connect(url, autocommit=True) as connection:
        of = connection.execute("select min(of) from troth.journal_mark").fetchone()
        deeds, chain = troth.journal.read(str(of[0]) if of else "")
        confirmed = [deed.number for deed in forgotten(connection, troth.journal) if deed.outcome == "done"]
    assert chain.broken == [] and confirmed == []
    named = {person for deed in deeds if deed.words[0]["word"] == "erase" for person in deed.people}
    gone = [n for n, state in found.items() if state == erased(n)]
    assert [n for n in gone if troth.journal.key.person("member", f"[{n}]") not in named] == []


@pytest.mark.slow
def test_client_killed_while_erasing(tmp_path: Path, fresh: FreshDatabase) -> None:
    with shop(tmp_path / "privacy", fresh.url, PEOPLE) as troth:
        for _ in range(TIMES):
            if all(state != untouched(n) for n, state in states(fresh.url, PEOPLE).items()):
                break
            said = run_and_kill("erase", tmp_path / "privacy", fresh.url, kill_process, longest=2.0)
            troth.close()
            wait_until_alone(fresh.superuser)
            check(troth, fresh.url, said)
        said = run_and_kill("erase", tmp_path / "privacy", fresh.url, lambda _: None, longest=0)
        assert said.finished
        check(troth, fresh.url, said)
        assert all(state == erased(n) for n, state in states(fresh.url, PEOPLE).items())


@pytest.mark.slow
def test_client_killed_while_replaying(tmp_path: Path, fresh: FreshDatabase, server: Server) -> None:
    with shop(tmp_path / "privacy", fresh.url, PEOPLE) as troth:
        troth.close()
        wait_until_alone(fresh.superuser)
        with copy_database(server, fresh.name, fresh.owner) as older:
            assert run_and_kill("erase", tmp_path / "privacy", fresh.url, lambda _: None, longest=0).finished
            with Troth(tmp_path / "privacy", older, secret="of the faults") as restored:
                for _ in range(TIMES):
                    with psycopg.connect(older, autocommit=True) as connection:
                        assert restored.journal is not None
                        if not forgotten(connection, restored.journal):
                            break
                    run_and_kill("replay", tmp_path / "privacy", older, kill_process, longest=2.0)
                    assert half_done(older, PEOPLE) == []
                assert run_and_kill("replay", tmp_path / "privacy", older, lambda _: None, longest=0).finished
                assert all(state == erased(n) for n, state in states(older, PEOPLE).items())
                assert restored.restored.plan().empty
                with restored.purpose("books") as db:
                    assert db.execute("select count(*) from orders").fetchone() == (PEOPLE // 2,)


@pytest.mark.slow
def test_server_killed_while_erasing(tmp_path: Path) -> None:
    """kill -9 of a backend makes the server restart itself; kill -9 of the server leaves it to the next start."""
    home = tmp_path / "home"
    tmp_path.chmod(0o711)
    home.mkdir()
    with cluster(home) as running:
        troth = shop(tmp_path / "privacy", running.url, PEOPLE)
        troth.close()
    for _ in range(TIMES):
        with cluster(home) as running:
            wait_for(running.url)

            def kill(_: int, superuser: str = running.superuser_url) -> None:
                with psycopg.connect(superuser, autocommit=True) as chief:
                    row = chief.execute(
                        "select pid from pg_stat_activity where datname is not null and pid <> pg_backend_pid()"
                        " order by random() limit 1"
                    ).fetchone()
                    if row is not None:
                        os.kill(row[0] if random.random() < 0.5 else parent(row[0]), signal.SIGKILL)

            said = run_and_kill("erase", tmp_path / "privacy", running.url, kill, longest=2.0)
        with cluster(home) as again:
            wait_for(again.url)
            check(troth, again.url, said)
            finished = all(state == erased(n) for n, state in states(again.url, PEOPLE).items())
        if finished:
            break
    with cluster(home) as running:
        wait_for(running.url)
        assert run_and_kill("erase", tmp_path / "privacy", running.url, lambda _: None, longest=0).finished
        assert all(state == erased(n) for n, state in states(running.url, PEOPLE).items())
