"""A `keep` that counts a period whose length nobody says."""

from collections.abc import Callable
from textwrap import dedent

SALE = "keep: 7 years after end of year of sale made"
PERIODS = 'periods:\n  tax: {says: "The tax law", lengths: {DE: 10 years}, otherwise: 7 years}\n'


def test_period_unknown(found: Callable[..., str]) -> None:
    said = found(policy={SALE: "keep: tex after end of year of sale made"}, added_to_policy=PERIODS)
    assert said.startswith(
        dedent("""\
        [TR143] error: `tex` of `tex after end of year of sale made` is no length of time, and no period of the policy
          where: policy.yaml:60:5
          why:   nobody could tell when it is over
          hint:  did you mean `tax`?
        """)
    )
    assert "[TR145] warning: no purpose keeps anything for the period `tax`" in said
