"""What the command prints is what was said, to the letter."""

from __future__ import annotations

import json
from dataclasses import dataclass

import pytest

from troth.cli.output import Format, print_as, say


@dataclass(frozen=True)
class _Said:
    words: str

    def __str__(self) -> str:
        return self.words

    def to_json(self) -> dict[str, object]:
        return {"words": self.words}


def test_a_name_between_colons_is_no_picture_and_brackets_are_no_markup(capsys: pytest.CaptureFixture[str]) -> None:
    say("ticket:key:4711 of [bold]Ana[/bold]")
    assert capsys.readouterr().out == "ticket:key:4711 of [bold]Ana[/bold]\n"


def test_an_outcome_is_printed_for_people_or_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    print_as(_Said("all of it"), Format.TEXT)
    assert capsys.readouterr().out == "all of it\n"
    print_as(_Said("all of it"), Format.JSON)
    assert json.loads(capsys.readouterr().out) == {"words": "all of it"}
