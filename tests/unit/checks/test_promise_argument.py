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
        [TR127] error: there is no purpose or category `sael`
          where: policy.yaml:123:57
          why:   `retention` is checked for a purpose or category
          hint:  did you mean `sale`?
        [TR127] error: there is no hold `quarrels`
          where: policy.yaml:123:74
          why:   `hold` is checked for a hold
          hint:  did you mean `quarrel`?
        """)


def test_parts_of_an_argument(found: Callable[..., str]) -> None:
    assert found(
        policy={
            "kept_by: [withdrawal: newsletter]": "kept_by: [retention: {purpose: letters, by: x}, encryption: cables, only: bases]"
        }
    ) == dedent("""\
        [TR127] error: there is no purpose `letters`
          where: policy.yaml:123:27
          why:   `retention` is checked for a purpose
          hint:  did you mean `newsletter`?
        [TR127] error: there is no part `by`
          where: policy.yaml:123:45
          why:   `retention` does not take it
          hint:  known: `at_most`, `category`, `of`, `purpose`
        [TR127] error: there is no word `cables`
          where: policy.yaml:123:53
          why:   `encryption` is checked for a word
          hint:  known: `connections`
        [TR127] error: there is no name `bases`
          where: policy.yaml:123:73
          why:   `only` is checked for a name
          hint:  write the parts that it takes: {bases: ..., purposes: ..., recipients: ..., categories: ..., aggregates: ..., staff: ..., of: ...}
        """)
