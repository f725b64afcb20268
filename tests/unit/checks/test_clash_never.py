"""Never, and yet."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from unit.checks.promised import clashes, holds


@pytest.mark.parametrize(
    ("claim", "says"),
    [
        ("never: special", "and `health.hearing` is a category of the policy, used by `advice`"),
        ("never: {categories: device}", "and `device.ip` is a category of the policy, used by `fraud_prevention`"),
        ("never: recipients", "and the recipient `post_office` is a controller of its own"),
    ],
)  # fmt: skip
def test_a_clash(found: Callable[..., str], claim: str, says: str) -> None:
    clashes(found, claim, "[TR175]", says)


@pytest.mark.parametrize(
    "claim",
    [
        "never: criminal",
        "never: sale",
        "never: {categories: [payment, addresses]}",
    ],
)
def test_no_clash(found: Callable[..., str], claim: str) -> None:
    holds(found, claim)
