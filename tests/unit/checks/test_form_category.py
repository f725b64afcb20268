"""A form that takes what its purpose does not use."""

from collections.abc import Callable
from textwrap import dedent

POLICY = """\
forms:
  sign_up:
    says: "Open an account"
    for: account
    takes: {contact.email: required, device.ip: optional}
    without: {contact.phone: "nobody calls you"}
    when: [{country: AT, takes: {contact.fax: optional}}]
"""
TABLES = """\
forms:
  sign_up: [{table: buyer, by: {country: closed_at}}, {table: signal, by: {country: seen_at}}]
"""


def test_form_category(found: Callable[..., str]) -> None:
    assert found(added_to_policy=POLICY, added_to_tables=TABLES) == dedent("""\
        [TR223] error: the form `sign_up` takes `contact.fax`, which no column of `buyer`, `signal` holds
          where: policy.yaml:134:5
          why:   what is asked for and held nowhere is lost, and what is required there can never be given
          hint:  name the table that holds it too, or do not take it
        [TR140] error: the form `sign_up` takes `device.ip`, which its purpose does not use
          where: policy.yaml:134:38
          why:   Art. 5(1)(c) GDPR: only what the purpose needs is collected
          hint:  add it to the `uses` of `account`, or do not take it
        [TR140] error: the form `sign_up` says what happens without `contact.phone`, which it never takes
          where: policy.yaml:135:15
          why:   Art. 5(1)(c) GDPR: only what the purpose needs is collected
          hint:  take it, or leave that out
        [TR140] error: the form `sign_up` names `contact.fax`, which is no category
          where: policy.yaml:136:34
          why:   Art. 5(1)(c) GDPR: only what the purpose needs is collected
          hint:  did you mean `contact.email`?
        """)
