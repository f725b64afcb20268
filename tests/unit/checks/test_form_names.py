"""A form that differs by something no column tells."""

from collections.abc import Callable
from textwrap import dedent

POLICY = """\
forms:
  sign_up:
    says: "Open an account"
    for: account
    takes: {contact.email: required, contact.phone: listed}
    offered: [{plan: [basic, large]}]
"""
TABLES = """\
forms:
  sign_up: {table: buyer}
"""


def test_form_names(found: Callable[..., str]) -> None:
    assert found(added_to_policy=POLICY, added_to_tables=TABLES) == dedent("""\
        [TR224] error: the form `sign_up` differs by `plan`, and no column of `buyer` is said for it
          where: tables.yaml:70:3
          why:   which fields a row may have is decided from its own values
          hint:  add `by: {plan: plan}`
        [TR224] error: the form `sign_up` takes something as `listed`, and `buyer` has no list for it
          where: tables.yaml:70:3
          why:   which fields a row may have is decided from its own values
          hint:  add `list: {table: plan_field, field: category, is: takes}`
        """)
