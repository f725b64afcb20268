"""A sweep is killed at random moments, its client or the server: no batch is half done, and the next ends the same."""

from __future__ import annotations

from pathlib import Path

from faults import sweeping
from faults.killing import Attempt, Said, copied, ground, killed_again_and_again
from faults.sweeping import counted, dangling, entered, rows, shop, standing, taken

PROGRAM = Path(sweeping.__file__)


def test_killed_while_sweeping(tmp_path: Path) -> None:
    folder = tmp_path / "company"
    with ground(tmp_path / "server") as here:
        shop(folder, here.server.url)
        here.wait()
        before, said_before = rows(here.server.url), standing(here.server.url)
        unkilled = copied(here, folder)
        whole = unkilled.run(PROGRAM)
        assert whole.finished
        after, said_after = rows(unkilled.url), standing(unkilled.url)
        assert taken(before, after).keys() >= {"member", "orders", "visit", "member.email", "orders.ship_to", "invoice"}
        assert said_before != said_after

        def check(attempt: Attempt, said: Said) -> None:
            now = rows(attempt.url)
            half = [key for key, row in before.items() if now.get(key) not in (row, after.get(key))]
            assert half == [] and now.keys() <= before.keys()
            assert dangling(attempt.url) == []
            gone = taken(before, now)
            assert entered(attempt.url) == gone
            cells = sum(count for name, count in gone.items() if "." in name)
            assert counted(attempt.url) == (gone.total() - cells, cells)
            if said.finished:
                assert now == after
                assert standing(attempt.url) == said_after

        killed_again_and_again(here, folder, PROGRAM, check, longest=whole.took)
