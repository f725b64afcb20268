"""What no verb foresaw ends in words too: a code, what helps, and the exit code 1; never in a page of program text."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from databases import FreshDatabase
from troth.cli import run

MARKETPLACE = Path(__file__).parents[2] / "assets" / "marketplace"
STOPPED_WHILE_IT_LOADS = """\
import signal
from troth.cli import main
signal.signal(signal.SIGALRM, signal.default_int_handler)
signal.setitimer(signal.ITIMER_REAL, 0.02)
main(["check"])
"""


def test_a_statement_that_postgresql_refuses(
    fresh: FreshDatabase, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with psycopg.connect(fresh.url, autocommit=True) as owner:
        owner.execute((MARKETPLACE / "schema.sql").read_bytes())
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PGOPTIONS", "-c statement_timeout=1")
    assert run(["plan", "--policy", str(MARKETPLACE / "privacy"), "--database", fresh.url]) == 1
    said = capsys.readouterr().err
    assert "[TR609] error: PostgreSQL refuses: canceling statement due to statement timeout" in said
    assert "hint:  somebody else was at work on the same rows or tables, or a timeout is short" in said


def _ended(code: str, *, out: Path | None = None) -> tuple[int, str]:
    """How the command ends in a process of its own: its exit code, and what it says."""
    with (out or Path("/dev/null")).open("w") as output:
        done = subprocess.run(
            [sys.executable, "-c", code], check=False, stdout=output, stderr=subprocess.PIPE, text=True
        )
    return done.returncode, done.stderr


def test_an_output_that_is_full() -> None:
    code, said = _ended("from troth.cli import main; main(['schema', 'policy'])", out=Path("/dev/full"))
    assert (code, said.count("[TR509] error: the system refuses: No space left on device")) == (1, 1)
    assert "Traceback" not in said and "Exception ignored" not in said


def test_whoever_stops_it_while_it_loads_is_answered() -> None:
    assert _ended(STOPPED_WHILE_IT_LOADS) == (1, "Stopped. What was finished stays; nothing is left half done.\n")
