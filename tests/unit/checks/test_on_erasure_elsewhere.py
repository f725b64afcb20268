"""A say over erasure where the law has decided already."""

from collections.abc import Callable
from textwrap import dedent


def test_on_erasure_elsewhere(found: Callable[..., str]) -> None:
    assert found(policy={"    objection: balance\n": "    on_erasure: wait\n    because: claims\n"}) == dedent("""\
        [TR110] error: `on_erasure` has no meaning on the basis legitimate_interest
          where: policy.yaml:54:5
          why:   a request for erasure withdraws consent and objects to a legitimate interest: the purpose ends
          hint:  leave it out
        """)
