# ruff: noqa: E501
"""A column that holds what is never to be held."""

from collections.abc import Callable
from textwrap import dedent

POLICY = """\
never: [special]
"""


def test_never_held(found: Callable[..., str]) -> None:
    assert found(
        policy={
            '  advice:\n    says: "Advise on hearing and instruments"\n    basis: consent\n    condition: "explicit consent, Art. 9(2)(a)"\n    uses: [health.hearing]\n': ""
        },
        added_to_policy=POLICY,
    ) == dedent("""\
        [TR221] error: `buyer.hearing` holds `health.hearing`, which is never to be held
          where: tables.yaml:9:7
          why:   the policy promises that no column holds it
          hint:  drop the column, or take the category out of `never`
        """)
