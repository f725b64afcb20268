"""A contract that does not say what an erasure request does to it."""

from collections.abc import Callable
from textwrap import dedent


def test_on_erasure_missing(found: Callable[..., str]) -> None:
    assert found(policy={"last seen\n    on_erasure: end\n": "last seen\n"}) == dedent("""\
        [TR108] error: the purpose `account` does not say what a request for erasure does to it
          where: policy.yaml:23:3
          why:   a contract may have to be finished first; the answer to the person depends on it
          hint:  add `on_erasure: end`, or `on_erasure: wait` with `because`
        """)
