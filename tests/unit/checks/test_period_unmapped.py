"""A named period, and no column of the row has its value."""

from collections.abc import Callable
from textwrap import dedent

SALE = "keep: 7 years after end of year of sale made"
PERIODS = 'periods:\n  tax: {says: "The tax law", lengths: {DE: 10 years}, otherwise: 7 years}\n'


def test_period_unmapped(found: Callable[..., str]) -> None:
    said = found(policy={SALE: "keep: tax after end of year of sale made"}, added_to_policy=PERIODS)
    assert said == dedent("""\
        [TR245] error: `tax` is counted for the rows of `sale`, and the data map names no one column of them for it
          where: policy.yaml:60:5
          why:   how long it is depends on a value of the row to which the event happens
          hint:  add `periods: {tax: sale.COLUMN}` to the data map
        """)


def test_a_sound_one(found: Callable[..., str]) -> None:
    assert not found(
        policy={SALE: "keep: tax after end of year of sale made"},
        tables={"      cancelled_at: plain": "      cancelled_at: plain\n      law: plain"},
        added_to_policy=PERIODS,
        added_to_tables="periods: {tax: sale.law}\n",
    )
