"""Forms that only one of the files knows."""

from collections.abc import Callable
from textwrap import dedent

POLICY = """\
forms:
  sign_up: {says: "Open an account", for: account, takes: {contact.email: required}}
"""
TABLES = """\
forms:
  signup: {table: shop.article_kind}
"""


def test_form_unmapped(found: Callable[..., str]) -> None:
    assert found(added_to_policy=POLICY, added_to_tables=TABLES) == dedent("""\
        [TR222] error: tables.yaml does not say which table the form `sign_up` fills
          where: policy.yaml:131:3
          why:   what a form may take is law, the tables it fills are the schema: both are needed to hold anyone to it
          hint:  add `forms: {sign_up: {table: member}}` to tables.yaml
        [TR222] error: the policy has no form `signup`
          where: tables.yaml:70:3
          why:   what a form may take is law, the tables it fills are the schema: both are needed to hold anyone to it
          hint:  did you mean `sign_up`?
        [TR222] error: the form `signup` fills `shop.article_kind`, which is no table with personal data
          where: tables.yaml:70:3
          why:   what a form may take is law, the tables it fills are the schema: both are needed to hold anyone to it
          hint:  known: `buyer`, `letter`, `maker`, `parcel`, `quarrel`, `sale`, `sale_item`, `signal`
        """)
