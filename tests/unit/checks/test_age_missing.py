# ruff: noqa: E501
"""Ages that are read from nowhere."""

from collections.abc import Callable
from textwrap import dedent

POLICY = """\
consent_age: 16
"""


def test_age_missing(found: Callable[..., str]) -> None:
    assert found(
        policy={
            '  buyer: {says: "People who buy instruments"}': '  buyer: {says: "People who buy instruments", minimum_age: 16}',
            "    uses: [contact.email, identity.name]\n": "    uses: [contact.email, identity.name]\n    needs: [age: 18]\n",
        },
        added_to_policy=POLICY,
    ) == dedent("""\
        [TR225] warning: nobody under 16 is meant to be a buyer, and no column tells how old they are
          where: policy.yaml:9:47
          why:   an age that nothing reads is asked of nobody
          hint:  add `age: {buyer: {born: buyer.born}}` to tables.yaml, or `declared` with a boolean column
        [TR225] error: `newsletter` needs an age, and no column tells how old a buyer is
          where: policy.yaml:66:13
          why:   an age that nothing reads is asked of nobody
          hint:  add `age: {buyer: {born: buyer.born}}` to tables.yaml, or `declared` with a boolean column
        [TR225] error: `newsletter` needs an age, and no column tells how old a maker is
          where: policy.yaml:66:13
          why:   an age that nothing reads is asked of nobody
          hint:  add `age: {maker: {born: maker.born}}` to tables.yaml, or `declared` with a boolean column
        [TR225] error: a consent depends on age, and no column tells how old anybody is
          where: policy.yaml:131:1
          why:   an age that nothing reads is asked of nobody
          hint:  add `age: {buyer: {born: buyer.born}}` to tables.yaml, or `declared` with a boolean column
        """)
