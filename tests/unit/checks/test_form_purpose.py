"""A form for no purpose."""

from collections.abc import Callable
from textwrap import dedent

POLICY = """\
forms:
  sign_up: {says: "Open an account", for: acount, takes: {contact.email: required}}
"""
TABLES = """\
forms:
  sign_up: {table: buyer}
"""


def test_form_purpose(found: Callable[..., str]) -> None:
    assert found(added_to_policy=POLICY, added_to_tables=TABLES) == dedent("""\
        [TR139] error: the form `sign_up` collects for `acount`, which is no purpose
          where: policy.yaml:131:38
          why:   data is collected for a purpose, or not at all
          hint:  did you mean `account`?
        """)
