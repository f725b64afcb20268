"""A purpose that may change or remove what it may not see."""

from collections.abc import Callable
from textwrap import dedent


def test_change_unseen(found: Callable[..., str]) -> None:
    assert found(policy={"may: [read, change]": "may: [add]"}) == dedent("""\
        [TR117] error: the purpose `delivery` has `marks` and may not read
          where: policy.yaml:36:5
          why:   a row that one cannot see can be neither changed nor removed
          hint:  add `read` to `may`
        """)
