"""Plays tests on a copy of the source in which a mistake was made, and tells what noticed it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from mutations.mutation import Mistake

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "troth"
HISTORIES = "tests/properties/test_histories.py"
TESTS: dict[str, tuple[str, ...]] = {
    "histories of make test": ("40", HISTORIES, "-k", "a_history_is"),
    "histories of make slow": ("60", HISTORIES, "-k", "long_histories"),
    "scenarios": ("1", "tests/scenarios"),
}
"""What is played, one after another until a mistake is noticed, and of how many examples."""


def noticed(mistake: Mistake | None) -> tuple[str, str]:
    """Which tests noticed a mistake, and the line in which they said so; nothing where nothing did."""
    with TemporaryDirectory(prefix="troth-mistake-") as folder:
        copy = Path(folder) / "troth"
        shutil.copytree(SOURCE, copy, ignore=shutil.ignore_patterns("__pycache__"))
        if mistake is not None:
            mistake.make(copy)
        told = ((by, _told(folder, examples, tests)) for by, (examples, *tests) in TESTS.items())
        return next(((by, said) for by, said in told if said), ("", ""))


def _told(folder: str, examples: str, tests: list[str]) -> str:
    """What tests say of the source in a folder. Companies are those of continuous integration; CI=no invents others."""
    settings = {"CI": "true", "TROTH_SHRINK": "no", "TROTH_EXAMPLES": examples} | os.environ
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-n", "0", *tests]
    done = subprocess.run(
        command, cwd=ROOT, env=settings | {"PYTHONPATH": folder}, capture_output=True, text=True, check=False
    )
    return "" if done.returncode == 0 else _line(done.stdout)


def _line(output: str) -> str:
    """The line that says what was otherwise than it should be; or else the first of an error."""
    errors = [line.strip("| ") for line in output.splitlines() if line.strip("| ").startswith("E ")]
    told = [line for line in errors if line.removeprefix("E").strip().startswith("assert")] or errors or [output]
    return told[0].removeprefix("E").strip()
