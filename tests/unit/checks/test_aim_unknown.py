"""A purpose filed under an end that the policy does not name."""

from collections.abc import Callable


def test_aim_unknown(found: Callable[..., str]) -> None:
    said = found(policy={"\n  support:\n": "\n  support:\n    under: trade\n"})
    assert said.startswith("[TR191] error: `support` is under `trade`, which is no aim of the policy\n")
    assert "add `aims: {trade:" in said


def test_beyond_nothing(found: Callable[..., str]) -> None:
    signed = '{because: "It pays", signed_by: "The owner", on: 2026-02-01}'
    said = found(policy={"\n  support:\n": f"\n  support:\n    beyond: {signed}\n"})
    assert said.startswith("[TR191] error: `support` is beyond the aims of the policy, which has none\n")
