"""The ends that data is used for at all, and a purpose that serves none of them."""

from collections.abc import Callable
from pathlib import Path

import yaml

NAMES = tuple(yaml.safe_load((Path(__file__).parent / "policy.yaml").read_text("utf-8"))["purposes"])
AIMS = 'aims: {trade: "Sell instruments", sound: "Know how they sound"}\n'
SIGNED = '{because: "It pays the rent", signed_by: "The owner", on: 2026-02-01}'


def filed(**otherwise: str) -> dict[str, str]:
    """Every purpose under an aim, or as said."""
    return {
        f"\n  {name}:\n    says:": f"\n  {name}:\n{otherwise.get(name, '    under: trade' + chr(10))}    says:"
        for name in NAMES
    }


def test_every_purpose_is_under_an_aim_or_signed_for(found: Callable[..., str]) -> None:
    assert found(policy=filed(), added_to_policy=AIMS) == ""
    assert found(policy=filed(newsletter=f"    beyond: {SIGNED}\n"), added_to_policy=AIMS) == ""


def test_aim_missing(found: Callable[..., str]) -> None:
    said = found(policy=filed(newsletter="", advice=""), added_to_policy=AIMS)
    assert said.count("[TR190]") == 2
    assert "[TR190] error: `newsletter` serves none of the aims\n  where: policy.yaml:" in said
    assert "add `under: trade`" in said
    both = found(policy=filed(support=f"    under: trade\n    beyond: {SIGNED}\n"), added_to_policy=AIMS)
    assert "[TR190] error: `support` serves an aim, and is beyond all" in both
