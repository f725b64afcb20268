# ruff: noqa: E501
"""A right that hands out or changes data, and is carried out for whoever asks."""

from collections.abc import Callable
from textwrap import dedent


def test_identity_none(found: Callable[..., str]) -> None:
    assert found(added_to_policy="requests:\n  answer_within: 30 days\n  identity: {erase: none}\n") == dedent("""\
        [TR167] warning: `erase` is carried out for whoever asks, known or not
          where: policy.yaml:132:14
          why:   a copy sent to somebody else, or an account erased on their word, is a breach of Art. 5(1)(f) and 32 GDPR
          hint:  write `contact`, `login` or `document`
        """)
    assert found(added_to_policy="requests:\n  answer_within: 30 days\n  identity: {withdraw: none}\n") == ""
