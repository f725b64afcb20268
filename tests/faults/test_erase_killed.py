"""Erasing is killed at random moments, its client or the server: nobody is half erased, and nothing is lost."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from faults import erasing
from faults.erasing import all_erased, erased, half_done, shop, states
from faults.killing import SECRET, Attempt, Said, ground, killed_again_and_again
from troth.client import Troth
from troth.journal.behind import forgotten


def check(attempt: Attempt, said: Said) -> None:
    """Nobody is half erased; who was told to be done is done; whoever is erased is in the journal."""
    found = states(attempt.url)
    assert half_done(found) == []
    assert [n for n in map(int, said.done) if found[n] != erased(n)] == []
    assert all_erased(found) or not said.finished
    with Troth(attempt.folder / "privacy", attempt.url, secret=SECRET) as troth:
        assert troth.journal is not None
        with psycopg.connect(attempt.url, autocommit=True) as connection:
            of = connection.execute("select min(of) from troth.journal_mark").fetchone()
            deeds, chain = troth.journal.read(str(of[0]) if of else "")
            confirmed = [deed.number for deed in forgotten(connection, troth.journal) if deed.outcome == "done"]
        assert chain.broken == [] and confirmed == []
        named = {person for deed in deeds if deed.words[0]["word"] == "erase" for person in deed.people}
        gone = [n for n, state in found.items() if state == erased(n)]
        assert [n for n in gone if troth.journal.key.person("member", f"[{n}]") not in named] == []


@pytest.mark.slow
def test_killed_while_erasing(tmp_path: Path) -> None:
    folder = tmp_path / "company"
    with ground(tmp_path / "server") as here:
        shop(folder, here.server.url)
        here.wait()
        killed_again_and_again(here, folder, Path(erasing.__file__), check, longest=2.0)
