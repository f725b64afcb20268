# ruff: noqa: E501
"""Kept longer than promised."""

from __future__ import annotations

from collections.abc import Callable
from textwrap import dedent

import pytest

from unit.checks.promised import KEPT, clashes, holds


@pytest.mark.parametrize(
    ("claim", "says"),
    [
        ("retention: {purpose: fraud_prevention, at_most: 90 days}", "and the purpose `fraud_prevention` keeps it 180 days after signal seen"),
        ("retention: {category: letter, at_most: 1 year}", "and the purpose `archive_letters` keeps it 2 years after letter sent"),
    ],
)  # fmt: skip
def test_a_clash(found: Callable[..., str], claim: str, says: str) -> None:
    clashes(found, claim, "[TR176]", says)


@pytest.mark.parametrize(
    "claim",
    [
        "retention: {purpose: fraud_prevention, at_most: 6 months}",
        "retention: {purpose: newsletter, at_most: 2 years}",
    ],
)
def test_no_clash(found: Callable[..., str], claim: str) -> None:
    holds(found, claim)


def test_a_time_that_is_none(found: Callable[..., str]) -> None:
    assert found(policy={KEPT: "kept_by: [retention: {purpose: newsletter, at_most: soon}]"}) == dedent("""\
        [TR176] error: `soon` is no time: `soon` is not a period
          where: policy.yaml:123:15
          why:   the promise is compared with what the purposes keep, and that takes a number of days, months or years
          hint:  write `90 days`
        """)
