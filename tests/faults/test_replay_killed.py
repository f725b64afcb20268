"""A replay is killed at random moments, its client or the server: in the end the backup has forgotten nobody."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from faults import erasing, replaying
from faults.erasing import PEOPLE, all_erased, half_done, shop, states
from faults.killing import SECRET, Attempt, Said, copied, ground, killed_again_and_again
from troth.client import Troth


def check(attempt: Attempt, said: Said) -> None:
    """Nobody is half erased; once the replay is through, everybody is erased, and windows are open."""
    found = states(attempt.url)
    assert half_done(found) == []
    if said.finished:
        assert all_erased(found)
        with Troth(attempt.folder / "privacy", attempt.url, secret=SECRET) as troth:
            assert troth.restored.plan().empty
            with troth.purpose("books") as db:
                assert db.execute("select count(*) from orders").fetchone() == (PEOPLE // 2,)


@pytest.mark.slow
def test_killed_while_replaying(tmp_path: Path) -> None:
    """The original database is the backup; the folder has the journal of a copy in which everybody was erased."""
    folder = tmp_path / "company"
    with ground(tmp_path / "server") as here:
        shop(folder, here.server.url)
        here.wait()
        later = copied(here, folder)
        assert later.run(Path(erasing.__file__)).finished
        shutil.rmtree(folder)
        shutil.copytree(later.folder, folder)
        killed_again_and_again(here, folder, Path(replaying.__file__), check, longest=2.0)
