"""Every scenario of this folder, played on a real PostgreSQL. The scenarios themselves are the YAML files."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from databases import FreshDatabase, Server
from integration.restored import BackupHere
from scenarios.scenario import Stage, play, read, write_files

FILES = sorted(Path(__file__).parent.glob("*.yaml"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_scenario(file: Path, tmp_path: Path, fresh: FreshDatabase, server: Server) -> None:
    scenario = read(file)
    folder = tmp_path / "privacy"
    folder.mkdir()
    write_files(scenario, folder)
    with closing(Stage(folder, fresh, BackupHere(server, fresh))) as stage:
        stage.company(scenario["tables"])
        stage.troth.apply(stage.troth.plan())
        stage.company(scenario.get("data", "select"))
        wrong = [line for step in scenario["steps"] for line in play(stage, step)]
        stage.real_time()
        assert not wrong, "\n".join(wrong)
        assert stage.troth.plan().empty, str(stage.troth.plan())


def test_a_scenario_says_what_it_is_about() -> None:
    assert all(read(file)["says"].endswith(".") for file in FILES)
    assert len(FILES) >= 20
