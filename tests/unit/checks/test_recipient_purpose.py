# ruff: noqa: E501
"""A recipient that gets data for no purpose."""

from collections.abc import Callable
from textwrap import dedent


def test_recipient_purpose(found: Callable[..., str]) -> None:
    assert found(
        policy={
            "receives: [identity.name, address]\n    for: delivery": "receives: [identity.name, address]\n    for: delivry",
            "receives: [identity.name]\n    for: delivery\n": "receives: [identity.name]\n",
        }
    ) == dedent("""\
        [TR118] error: there is no purpose `delivry`
          where: policy.yaml:101:5
          why:   data is released only for a purpose, while that purpose is live for the person
          hint:  did you mean `delivery`?
        [TR118] error: the recipient `post_office` gets data for no purpose
          where: policy.yaml:103:3
          why:   data is released only for a purpose, while that purpose is live for the person
          hint:  add `for:` with the purpose that the data is released for
        """)
