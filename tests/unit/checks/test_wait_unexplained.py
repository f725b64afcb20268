"""A purpose that makes an erasure wait and does not say why."""

from collections.abc import Callable
from textwrap import dedent


def test_wait_unexplained(found: Callable[..., str]) -> None:
    assert found(policy={"    because: still_needed\n": ""}) == dedent("""\
        [TR109] error: the purpose `delivery` makes an erasure wait and does not say why
          where: policy.yaml:39:5
          why:   Art. 17(3) GDPR: the person is told what stays and for which reason
          hint:  add `because: still_needed`, or legal_duty, claims, expression, health, archive
        """)
