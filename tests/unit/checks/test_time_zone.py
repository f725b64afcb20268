"""A time zone that nobody knows: no period could be counted in it."""

from collections.abc import Callable
from textwrap import dedent


def test_time_zone(found: Callable[..., str]) -> None:
    assert found(policy={"Europe/Vienna": "Europe/Wien"}) == dedent("""\
        [TR101] error: there is no time zone `Europe/Wien`
          where: policy.yaml:5:1
          why:   periods end at midnight of this zone
          hint:  did you mean `Europe/Vienna`?
        """)
