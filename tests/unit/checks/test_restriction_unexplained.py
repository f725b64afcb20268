# ruff: noqa: E501
"""A purpose that goes on in spite of a restriction and does not say why."""

from collections.abc import Callable
from textwrap import dedent


def test_restriction_unexplained(found: Callable[..., str]) -> None:
    assert found(
        policy={
            "    despite_restriction: rights_of_others\n    because: claims\n": "    despite_restriction: rights_of_others\n"
        }
    ) == dedent("""\
        [TR114] error: the purpose `fraud_prevention` goes on in spite of a restriction and does not say why
          where: policy.yaml:78:5
          why:   Art. 18(2) GDPR allows it for few reasons, which the restricted person may ask for
          hint:  add `because: claims`, or still_needed, legal_duty, expression, health, archive
        """)
