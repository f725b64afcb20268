"""Somebody who asks, and what a refusal is about."""

from __future__ import annotations

import pytest

from integration.company import Shop
from troth.errors import Refused


def codes(problem: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [finding.code for finding in problem.value.findings]


def verified(shop: Shop, asks: str = "erase") -> tuple[int, int]:
    """A member, and their request, of whom it is known who they are."""
    ana = shop.sign_up()
    number = shop.troth.requests.open(asks, kind="member", key=ana).id
    assert number is not None
    if shop.troth.requests.get(number).state != "verified":
        shop.troth.requests.verify(number, level="login", how="was logged in")
    return ana, number
