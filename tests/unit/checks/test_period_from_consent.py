"""A named period, counted from a consent."""

from collections.abc import Callable
from textwrap import dedent

PERIODS = 'periods:\n  tax: {says: "The tax law", lengths: {DE: 10 years}, otherwise: 7 years}\n'


def test_period_from_consent(found: Callable[..., str]) -> None:
    said = found(policy={"keep: 2 years after consent": "keep: tax after consent"}, added_to_policy=PERIODS)
    assert said == dedent("""\
        [TR144] error: `tax` depends on a value of the row, and a consent stands in no row
          where: policy.yaml:66:5
          why:   a person consents to a purpose, whatever rows there are of theirs
          hint:  write one length: `2 years after consent`
        """)
