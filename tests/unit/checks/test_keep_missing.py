"""A purpose that does not say how long it keeps what it uses."""

from collections.abc import Callable
from textwrap import dedent


def test_keep_missing(found: Callable[..., str]) -> None:
    assert found(policy={"    keep: 2 years after letter sent\n": ""}) == dedent("""\
        [TR103] error: the purpose `archive_letters` does not say how long it keeps what it uses
          where: policy.yaml:48:3
          why:   only consent ends by itself; every other purpose would keep for ever
          hint:  write `keep: 30 days after order delivered`, or `keep: nothing` if it uses what others keep
        """)
