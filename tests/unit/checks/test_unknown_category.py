# ruff: noqa: E501
"""A category that the policy does not have."""

from collections.abc import Callable
from textwrap import dedent


def test_unknown_category(found: Callable[..., str]) -> None:
    assert found(
        policy={
            "uses: [device.ip, contact.email]": "uses: [device.ip, contact.emial]",
            "keeps: [sale, letter]": "keeps: [sale, leter]",
            "receives: [identity.name]\n": "receives: [identity.name, purse.*]\n",
        }
    ) == dedent("""\
        [TR115] error: no category is called `contact.emial`
          where: policy.yaml:76:23
          why:   a word that means no data promises nothing
          hint:  did you mean `contact.email`?
        [TR115] error: no category is called `leter`
          where: policy.yaml:93:19
          why:   a word that means no data promises nothing
          hint:  did you mean `letter`?
        [TR115] error: no category fits `purse.*`
          where: policy.yaml:108:31
          why:   a word that means no data promises nothing
          hint:  known: `address`, `contact.email`, `contact.phone`, `device.ip`, `health.hearing`, `identity.name`, `letter`, `sale`
        """)
