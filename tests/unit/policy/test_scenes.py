"""Every scene of a company's canary keeps some promise, and every scene that a promise names is there."""

from __future__ import annotations

from pathlib import Path

import pytest

from troth.rollout.deployment import read_files
from troth.verify.canary import read_canary

FOLDERS = sorted(path.parent for path in (Path(__file__).parents[3] / "examples").glob("*/privacy/canary.yaml"))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.parent.name)
def test_scenes_and_promises_name_each_other(folder: Path) -> None:
    canary = read_canary(folder)
    assert canary is not None
    asked = (each for promise in read_files(folder).declared.policy.promises for each in promise.kept_by)
    named = {what for each in asked for kind, what in each.items() if kind == "scene"}
    assert named == set(canary.scenes)
