"""What could differ between PostgreSQL's versions holds on the second wheel's server too, a version older."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from troth.postgres.embedded.server_programs import find_programs

TESTS = Path(__file__).parents[1]
WHERE_VERSIONS_DIFFER = (
    "adversary/test_merge.py",
    "adversary/test_upsert_do_update.py",
    "integration/rollout/test_mending.py",
)


@pytest.mark.slow
def test_where_versions_differ(monkeypatch: pytest.MonkeyPatch) -> None:
    first = find_programs()
    second = find_programs(encrypted=True)
    if "TROTH_PG_BIN" in os.environ or "TROTH_TEST_DATABASE_SERVER" in os.environ or second.major == first.major:
        pytest.skip("all tests run on a version of somebody's choice already, or there is one version here")
    chosen = [str(TESTS / each) for each in WHERE_VERSIONS_DIFFER]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-n", "0", "-m", "not slow", *chosen],
        check=False,
        cwd=TESTS.parent,
        env=os.environ | {"TROTH_PG_BIN": str(second.folder)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout
