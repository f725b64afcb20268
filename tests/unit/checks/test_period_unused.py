# ruff: noqa: E501
"""A period that no `keep` counts."""

from collections.abc import Callable
from textwrap import dedent

SALE = "keep: 7 years after end of year of sale made"
PERIODS = 'periods:\n  tax: {says: "The tax law", lengths: {DE: 10 years}, otherwise: 7 years}\n'


def test_period_unused(found: Callable[..., str]) -> None:
    assert found(added_to_policy=PERIODS) == dedent("""\
        [TR145] warning: no purpose keeps anything for the period `tax`
          where: policy.yaml:131:3
          why:   readers would take it for a promise
          hint:  write `keep: tax after ...` on the purpose it is for, or take it out
        """)


def test_a_promise_is_held_to_the_longest(found: Callable[..., str]) -> None:
    promise = 'promises:\n  - {id: s-1, says: "Eight years at most", kept_by: [retention: {purpose: bookkeeping, at_most: 8 years}]}\n'
    said = found(
        policy={SALE: "keep: tax after end of year of sale made", "promises:\n": PERIODS + promise},
        tables={"      cancelled_at: plain": "      cancelled_at: plain\n      law: plain"},
        added_to_tables="periods: {tax: sale.law}\n",
    )
    assert "keeps it tax (DE: 10 years, else 7 years) after end of year of sale made" in said
