# ruff: noqa: E501
"""A version of the policy that is still to come."""

from collections.abc import Callable
from textwrap import dedent


def test_needs_version(found: Callable[..., str]) -> None:
    assert found(
        policy={
            "    uses: [contact.email, identity.name]\n": "    uses: [contact.email, identity.name]\n    needs: [notice: 3]\n"
        }
    ) == dedent("""\
        [TR138] error: `newsletter` speaks of version 3 of the policy, and this is version 2
          where: policy.yaml:66:13
          why:   nobody can have been told of a version that there is not
          hint:  name a version from 1 to 2
        """)
