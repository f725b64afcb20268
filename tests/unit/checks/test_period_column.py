"""The column that decides how long a period is could be erased."""

from collections.abc import Callable
from textwrap import dedent

SALE = "keep: 7 years after end of year of sale made"
PERIODS = 'periods:\n  tax: {says: "The tax law", lengths: {DE: 10 years}, otherwise: 7 years}\n'


def test_period_column(found: Callable[..., str]) -> None:
    said = found(
        policy={SALE: "keep: tax after end of year of sale made"},
        added_to_policy=PERIODS,
        added_to_tables="periods: {tax: sale.total}\n",
    )
    assert said == dedent("""\
        [TR246] error: `sale.total` is `sale`, and decides how long `tax` is
          where: tables.yaml:69:11
          why:   erasing the value would change how long the rest of the row is kept
          hint:  write `total: plain`
        """)
