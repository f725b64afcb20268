# ruff: noqa: E501
"""Erased on request, and yet kept."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from unit.checks.promised import clashes, holds


@pytest.mark.parametrize(
    ("claim", "says"),
    [
        ("erasure: sale", "and `delivery` (contract), `bookkeeping` (legal_obligation), the hold `quarrel` may keep it all the same"),
    ],
)  # fmt: skip
def test_a_clash(found: Callable[..., str], claim: str, says: str) -> None:
    clashes(found, claim, "[TR177]", says, level="warning")


@pytest.mark.parametrize(
    "claim",
    [
        "erasure: device.ip",
    ],
)
def test_no_clash(found: Callable[..., str], claim: str) -> None:
    holds(found, claim)
