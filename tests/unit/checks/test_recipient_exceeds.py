"""A recipient that would get more than its purpose has."""

from collections.abc import Callable
from textwrap import dedent


def test_recipient_exceeds(found: Callable[..., str]) -> None:
    assert found(
        policy={"receives: [identity.name, address]": "receives: [identity.name, letter]\n    about: [maker]"}
    ) == dedent("""\
        [TR119] error: `carrier` would receive `letter`, which its purpose `delivery` does not use
          where: policy.yaml:100:31
          why:   nobody can pass on what they may not see
          hint:  take it out, or add it to the `uses` of `delivery`
        [TR119] error: `carrier` would receive data about `maker`, and `delivery` is not about them
          where: policy.yaml:101:13
          why:   nobody can pass on what they may not see
          hint:  take it out, or add it to the `about` of `delivery`
        """)
