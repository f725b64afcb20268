"""A promise that says it is kept by a check that there is not."""

from collections.abc import Callable
from textwrap import dedent


def test_promise_kind(found: Callable[..., str]) -> None:
    assert found(policy={"kept_by: [withdrawal: newsletter]": "kept_by: [withdrawl: newsletter]"}) == dedent("""\
        [TR126] error: there is no check `withdrawl`
          where: policy.yaml:123:15
          why:   a promise is proved by the checks that it names
          hint:  did you mean `withdrawal`?
        """)
