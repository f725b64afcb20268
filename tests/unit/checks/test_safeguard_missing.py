# ruff: noqa: E501
"""Data that would leave for a country without protection."""

from collections.abc import Callable
from textwrap import dedent


def test_safeguard_missing(found: Callable[..., str]) -> None:
    assert found(policy={"    safeguard: standard_contractual_clauses\n": ""}) == dedent("""\
        [TR120] error: `post_office` is in US, and no safeguard protects the data there
          where: policy.yaml:106:5
          why:   Art. 44 to 46 GDPR: outside the adequacy list data needs a safeguard
          hint:  add `safeguard: standard_contractual_clauses`, or `certification` if it is certified under the EU-US framework
        """)
