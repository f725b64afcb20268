# ruff: noqa: E501
"""An outer limit counted from something that may never happen."""

from collections.abc import Callable
from textwrap import dedent


def test_at_most_event(found: Callable[..., str]) -> None:
    assert found(policy={"at most 2 years after sale made": "at most 2 years after sale delivered"}) == dedent("""\
        [TR211] error: `at most 2 years after sale delivered` counts from `parcel.delivered_at`, which `sale` may never have
          where: policy.yaml:38:5
          why:   `at most` is the limit for the case that the other clock never starts
          hint:  name an event in a column of `sale` itself that is always written
        """)
