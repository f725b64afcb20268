# ruff: noqa: E501
"""A promise kept by a check of something that does not exist."""

from collections.abc import Callable
from textwrap import dedent


def test_promise_argument(found: Callable[..., str]) -> None:
    assert found(
        policy={
            "kept_by: [withdrawal: newsletter]": "kept_by: [withdrawal: newsleter, retention: letter, retention: sael, hold: quarrels]"
        }
    ) == dedent("""\
        [TR127] error: there is no purpose `newsleter`
          where: policy.yaml:123:15
          why:   `withdrawal` is checked for a purpose
          hint:  did you mean `newsletter`?
        [TR127] error: there is no category or purpose `sael`
          where: policy.yaml:123:57
          why:   `retention` is checked for a category or purpose
          hint:  did you mean `sale`?
        [TR127] error: there is no hold `quarrels`
          where: policy.yaml:123:74
          why:   `hold` is checked for a hold
          hint:  did you mean `quarrel`?
        """)
