"""A legitimate interest that is not said."""

from collections.abc import Callable
from textwrap import dedent


def test_interest_missing(found: Callable[..., str]) -> None:
    assert found(policy={'    interest: "Fraud harms both"\n': ""}) == dedent("""\
        [TR106] error: the purpose `fraud_prevention` does not say which interest it serves
          where: policy.yaml:72:3
          why:   Art. 13(1)(d) GDPR: people must be told the interest, or cannot weigh an objection
          hint:  add `interest: "Fraud harms buyers and sellers alike"`
        """)
