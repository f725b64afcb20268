# ruff: noqa: E501
"""What was decided is told with every check."""

from collections.abc import Callable
from textwrap import dedent

POLICY = """\
decide:
  fraud_days: {asks: "How long signals are kept", promises: review-1, value: 180, unit: days, decided_by: "Head of fraud", on: 2026-11-20}
"""


def test_decided(found: Callable[..., str]) -> None:
    assert found(
        policy={"keep: 180 days after signal seen": 'keep: "{fraud_days} after signal seen"'},
        added_to_policy=POLICY,
        notes=True,
    ) == dedent("""\
        [TR135] note: How long signals are kept (review-1): 180 days, decided by Head of fraud on 2026-11-20
          where: policy.yaml:131:3
          why:   the published policy leaves it open
          hint:  to decide otherwise, change its `value` under `decide:` and say who decided it, and when
        """)
