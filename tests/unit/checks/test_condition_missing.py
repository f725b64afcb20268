"""Special categories, such as health, without the exception that allows their use."""

from collections.abc import Callable
from textwrap import dedent


def test_condition_missing(found: Callable[..., str]) -> None:
    assert found(policy={'    condition: "explicit consent, Art. 9(2)(a)"\n': ""}) == dedent("""\
        [TR107] error: the purpose `advice` uses the special category `health.hearing`, and names no condition
          where: policy.yaml:70:5
          why:   Art. 9 GDPR forbids it but for the exceptions of its paragraph 2
          hint:  add `condition: "explicit consent, Art. 9(2)(a)"`, or another exception of Art. 9(2)
        """)
