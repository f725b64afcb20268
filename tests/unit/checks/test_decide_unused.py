"""A decided value that stands nowhere."""

from collections.abc import Callable
from textwrap import dedent

POLICY = """\
decide:
  fraud_days: {asks: "How long signals are kept", value: 180, unit: days, decided_by: "Head of fraud", on: 2026-11-20}
"""


def test_decide_unused(found: Callable[..., str]) -> None:
    assert found(added_to_policy=POLICY) == dedent("""\
        [TR134] warning: nothing uses the decided value `fraud_days`
          where: policy.yaml:131:3
          why:   a decision that nothing reads would promise what nothing does
          hint:  write `"{fraud_days}"`, in quotes, where it belongs, or name the `promises` that leave it open
        """)
