"""Every scenario of this folder, played on a real PostgreSQL. The scenarios themselves are the YAML files."""

from __future__ import annotations

from pathlib import Path

import pytest

from databases import FreshDatabase
from scenarios.scenario import Stage, play, read, write_files
from troth.client import Troth

FILES = sorted(Path(__file__).parent.glob("*.yaml"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_scenario(file: Path, tmp_path: Path, fresh: FreshDatabase) -> None:
    scenario = read(file)
    folder = tmp_path / "privacy"
    folder.mkdir()
    write_files(scenario, folder)
    with Troth(folder, fresh.url, secret="of this scenario") as troth:
        stage = Stage(troth, fresh)
        stage.company(scenario["tables"])
        troth.apply(troth.plan())
        stage.company(scenario.get("data", "select"))
        wrong = [line for step in scenario["steps"] for line in play(stage, step)]
        stage.real_time()
        assert not wrong, "\n".join(wrong)
        assert troth.plan().empty, str(troth.plan())


def test_a_scenario_says_what_it_is_about() -> None:
    assert all(read(file)["says"].endswith(".") for file in FILES)
    assert len(FILES) >= 20
