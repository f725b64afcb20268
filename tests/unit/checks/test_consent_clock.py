# ruff: noqa: E501
"""A period counted from a consent that nobody gives."""

from collections.abc import Callable
from textwrap import dedent


def test_consent_clock(found: Callable[..., str]) -> None:
    assert found(
        policy={
            "keep: 180 days after signal seen": "keep: 180 days after consent",
            "keep: 2 years after consent": "keep: 2 years after consent or signal seen",
        }
    ) == dedent("""\
        [TR129] error: `2 years after consent or signal seen` counts from a consent or from something else
          where: policy.yaml:66:5
          why:   `consent` is the moment of the person's last consent to this purpose
          hint:  name an event of tables.yaml, or `consent` alone on a purpose of the basis consent
        [TR129] error: `180 days after consent` counts from a consent, and the basis of `fraud_prevention` is legitimate_interest
          where: policy.yaml:77:5
          why:   `consent` is the moment of the person's last consent to this purpose
          hint:  name an event of tables.yaml, or `consent` alone on a purpose of the basis consent
        """)
