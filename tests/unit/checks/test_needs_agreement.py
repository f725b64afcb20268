# ruff: noqa: E501
"""A purpose that needs an agreement which is not there."""

from collections.abc import Callable
from textwrap import dedent

POLICY = """\
agreements:
  terms: {says: "Terms of the shop", version: 2, since: 2026-10-01}
"""


def test_needs_agreement(found: Callable[..., str]) -> None:
    assert found(
        policy={
            "    uses: [identity.name, contact.email, letter]\n": "    uses: [identity.name, contact.email, letter]\n    needs: [agreement: term]\n"
        },
        added_to_policy=POLICY,
    ) == dedent("""\
        [TR136] error: `support` needs the agreement `term`, which the policy does not have
          where: policy.yaml:46:13
          why:   nobody can agree to what is not there, so it would never be met
          hint:  did you mean `terms`?
        """)


def test_a_recipient_that_needs_it(found: Callable[..., str]) -> None:
    assert found(
        policy={"    for: delivery\n    agreement": "    for: delivery\n    needs: [agreement: rules]\n    agreement"}
    ) == dedent("""\
        [TR136] error: `carrier` needs the agreement `rules`, which the policy does not have
          where: policy.yaml:102:13
          why:   nobody can agree to what is not there, so it would never be met
          hint:  add `agreements: {rules: {says: "...", version: 1, since: 2026-12-01}}`
        """)
