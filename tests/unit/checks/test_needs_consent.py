# ruff: noqa: E501
"""A consent that is needed twice, and the confirmation of none."""

from collections.abc import Callable
from textwrap import dedent


def test_needs_consent(found: Callable[..., str]) -> None:
    assert found(
        policy={
            "    uses: [contact.email, identity.name]\n": "    uses: [contact.email, identity.name]\n    needs: [confirmed, consent]\n",
            "    uses: [identity.name, contact.email, letter]\n": "    uses: [identity.name, contact.email, letter]\n    needs: [confirmed, approval: legal, approval: legal]\n",
        }
    ) == dedent("""\
        [TR137] error: `support` needs `confirmed`, and there is no consent to confirm
          where: policy.yaml:46:13
          why:   `needs` says what has to be there beside the basis
          hint:  add `consent` to its needs, or leave `confirmed` out
        [TR137] error: `support` needs `approval: legal`, and says it already
          where: policy.yaml:46:41
          why:   `needs` says what has to be there beside the basis
          hint:  leave it out
        [TR137] error: `newsletter` needs `consent`, and rests on consent anyway
          where: policy.yaml:67:24
          why:   `needs` says what has to be there beside the basis
          hint:  leave it out
        """)
