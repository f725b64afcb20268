"""A row or a person is typed as two parts; half of one, or two where one is meant, is said and not guessed."""

from __future__ import annotations

from pathlib import Path

import pytest

from troth.cli import run

_HERE = Path(__file__).parents[3] / "examples" / "soldmine" / "privacy"
_FOLDER = ["--policy", str(_HERE), "--database", "postgresql://nobody@127.0.0.1:1/none", "--journal", ""]
"""A policy that can be read, on a database that is not there: what was typed is looked at first."""


def test_a_row_has_a_table_and_a_key(capsys: pytest.CaptureFixture[str]) -> None:
    said = ["--keeps", "order", "--because", "a claim", "--row", "orders"]
    assert run(["hold", "firm", "1", *said, *_FOLDER]) == 1
    assert "`orders` is not TABLE:KEY" in capsys.readouterr().err


def test_one_row_of_a_table_is_corrected_at_a_time(capsys: pytest.CaptureFixture[str]) -> None:
    said = ["orders.total=3", "--row", "orders:7", "--row", "orders:8", "--without-request", "--because", "a mistake"]
    assert run(["rectify", "firm", "1", *said, *_FOLDER]) == 1
    assert "two rows of orders" in capsys.readouterr().err
