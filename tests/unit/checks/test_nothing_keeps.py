# ruff: noqa: E501
"""A purpose that uses what others keep, and no other keeps it."""

from collections.abc import Callable
from textwrap import dedent


def test_nothing_keeps(found: Callable[..., str]) -> None:
    assert found(
        policy={
            "    keep: 2 years after letter sent\n": "    keep: nothing\n",
            '  support:\n    says: "Answer questions"\n    basis: contract\n    uses: [identity.name, contact.email, letter]': '  support:\n    says: "Answer questions"\n    basis: contract\n    uses: [identity.name, contact.email]',
        }
    ) == dedent("""\
        [TR130] error: the purpose `archive_letters` is never live: no other purpose keeps what it uses
          where: policy.yaml:53:5
          why:   `keep: nothing` lives while some purpose that keeps the data is live
          hint:  give it a period of its own, or add what it uses to a purpose that keeps
        """)
