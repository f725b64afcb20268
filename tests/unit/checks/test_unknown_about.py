"""A purpose about an owner that no table has."""

from collections.abc import Callable
from textwrap import dedent


def test_unknown_about(found: Callable[..., str]) -> None:
    assert found(policy={"about: [buyer]": "about: [byer]"}) == dedent("""\
        [TR212] error: no table has an owner `byer`
          where: policy.yaml:35:13
          why:   `about` narrows whose data is shown and whose standing counts
          hint:  did you mean `buyer`?
        """)
