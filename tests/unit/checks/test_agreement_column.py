"""A version that is read from the wrong place."""

from collections.abc import Callable
from textwrap import dedent

POLICY = """\
agreements:
  terms: {says: "Terms of the shop", version: 2, since: 2026-10-01}
"""
TABLES = """\
agreements:
  terms: sale.made_at
  term: buyer.closed_at
"""


def test_agreement_column(found: Callable[..., str]) -> None:
    assert found(added_to_policy=POLICY, added_to_tables=TABLES) == dedent("""\
        [TR230] error: `sale` is no table whose rows are people
          where: tables.yaml:70:3
          why:   what somebody accepted is read from their own row, and by the agreement's name
          hint:  name a column of a table with a `subject`
        [TR230] error: the policy has no agreement `term`
          where: tables.yaml:71:3
          why:   what somebody accepted is read from their own row, and by the agreement's name
          hint:  did you mean `terms`?
        """)
