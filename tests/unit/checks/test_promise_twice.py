"""Two promises with one name."""

from collections.abc import Callable
from textwrap import dedent


def test_promise_twice(found: Callable[..., str]) -> None:
    assert found(policy={"id: intro-1": "id: access-1"}) == dedent("""\
        [TR124] error: two promises are called `access-1`
          where: policy.yaml:127:5
          why:   a proof names the promise it speaks of
          hint:  rename it; the first is on line 118
        """)
