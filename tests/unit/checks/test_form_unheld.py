"""A form that takes what its tables do not hold."""

from collections.abc import Callable
from textwrap import dedent

POLICY = """\
forms:
  sign_up: {says: "Open an account", for: account, takes: {contact.email: required, address: optional}}
"""
TABLES = """\
forms:
  sign_up: {table: buyer, optional: [phone]}
"""


def test_form_unheld(found: Callable[..., str]) -> None:
    assert found(added_to_policy=POLICY, added_to_tables=TABLES) == dedent("""\
        [TR223] error: the form `sign_up` takes `address`, which no column of `buyer` holds
          where: policy.yaml:131:85
          why:   what is asked for and held nowhere is lost, and what is required there can never be given
          hint:  name the table that holds it too, or do not take it
        [TR223] error: `buyer.phone` may be left empty in `sign_up`, which does not take it
          where: tables.yaml:70:3
          why:   what is asked for and held nowhere is lost, and what is required there can never be given
          hint:  name a column that holds a category the form takes
        """)
