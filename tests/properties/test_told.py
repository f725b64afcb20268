"""A life that failed is told in steps of a scenario: what is printed reads back as what was said."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
import yaml

from properties.standing import Hold, Restriction
from properties.told import clock_step, step, word_step
from properties.words import Word
from scenarios.scenario import STEP

NOW = datetime(2026, 6, 15, 10, 0, 1, tzinfo=UTC)
ANA = ("member", (1,))


@pytest.mark.parametrize(
    ("line", "read"),
    [
        (
            word_step(ANA, Word(does="object", to="fraud")),
            {"standing": [{"member": 1, "does": "object", "to": "fraud"}]},
        ),
        (word_step(("seat", (1, "a")), Word(does="erase")), {"erase": [{"seat": [1, "a"]}]}),
        (
            word_step(ANA, Word(does="erase", categories=("order",))),
            {"erase": [{"member": 1, "categories": ["order"]}]},
        ),
        (
            word_step(
                ANA, Word(does="restrict", restriction=Restriction(*ANA, at=NOW, row=("orders", (7,)), until=NOW))
            ),
            {"standing": [{"member": 1, "does": "restrict", "ground": "accuracy", "row": ["orders", 7], "until": NOW}]},
        ),
        (
            word_step(ANA, Word(does="hold", hold=Hold(("order",), person=ANA))),
            {"standing": [{"member": 1, "does": "hold", "keeps": ["order"], "ground": "claims", "because": "a test"}]},
        ),
        (word_step(ANA, Word(does="release", number=7)), {"standing": [{"member": 1, "does": "release", "hold": 7}]}),
        (step(sweep={}), {"sweep": {}}),
        (clock_step(NOW, ZoneInfo("Europe/Berlin")), {"clock": "2026-06-15 12:00:01"}),
    ],
)
def test_a_step_reads_back(line: str, read: dict[str, object]) -> None:
    assert yaml.safe_load(line) == [read]
    assert read.keys() <= STEP
