# ruff: noqa: E501
"""An agreement or a safeguard that is over before it begins."""

from collections.abc import Callable
from textwrap import dedent


def test_agreement_over(found: Callable[..., str]) -> None:
    assert found(
        policy={
            "expires: 2028-01-01": "expires: 2025-01-01",
            "safeguard: standard_contractual_clauses": "safeguard: {kind: standard_contractual_clauses, expires: 2026-09-30}",
        }
    ) == dedent("""\
        [TR122] error: the agreement with `carrier` ends before it was signed
          where: policy.yaml:102:37
          why:   a recipient's window shuts by the clock when its agreement or its safeguard ends
          hint:  mend the dates
        [TR122] warning: the safeguard of `post_office` ends on 2026-09-30, before the policy takes effect
          where: policy.yaml:107:53
          why:   a recipient's window shuts by the clock when its agreement or its safeguard ends
          hint:  renew it and write its new end
        """)
