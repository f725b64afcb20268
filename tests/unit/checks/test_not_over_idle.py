# ruff: noqa: E501
"""A purpose that changes nothing and is kept from changing something."""

from collections.abc import Callable
from textwrap import dedent


def test_not_over_idle(found: Callable[..., str]) -> None:
    assert found(
        policy={
            "    uses: [identity.name, contact.email, letter]\n": "    uses: [identity.name, contact.email, letter]\n    not_over: [person]\n"
        }
    ) == dedent("""\
        [TR142] warning: `support` has `not_over`, and changes nothing
          where: policy.yaml:46:5
          why:   `not_over` speaks of changing: whoever reads it expects that something is changed
          hint:  add `change` to `may`, or leave `not_over` out
        """)
