"""A value that nobody is said to have decided."""

from collections.abc import Callable
from textwrap import dedent

POLICY = """\
decide:
  fraud_days: {asks: "How long signals are kept", value: 180, unit: days, on: 2026-11-20}
"""


def test_decide_unsigned(found: Callable[..., str]) -> None:
    assert found(
        policy={"keep: 180 days after signal seen": 'keep: "{fraud_days} after signal seen"'}, added_to_policy=POLICY
    ) == dedent("""\
        [TR133] error: `fraud_days` is 180 days, and `decided_by` is not said
          where: policy.yaml:131:3
          why:   what the published policy leaves open is somebody's decision, and proofs name them
          hint:  add `decided_by: "Head of finance", on: 2026-11-20`
        """)
