"""Values suppressed where nothing would ever be compared with them."""

from collections.abc import Callable
from textwrap import dedent


def test_suppress(found: Callable[..., str]) -> None:
    policy = {"    marks: [account closed]\n": "    marks: [account closed]\n    suppress: [contact.email, letter]\n"}
    assert found(policy=policy) == dedent("""\
        [TR162] error: `account` suppresses values and is no direct marketing
          where: policy.yaml:29:5
          why:   suppressed values are compared with what direct marketing sees and writes, and with nothing else
          hint:  add `direct_marketing: true`, or leave it out
        [TR162] error: `account` suppresses `letter`, which it does not use
          where: policy.yaml:29:5
          why:   suppressed values are compared with what direct marketing sees and writes, and with nothing else
          hint:  name a category that it uses
        """)


def test_suppress_of_no_category(found: Callable[..., str]) -> None:
    policy = {"    marks: [account closed]\n": "    marks: [account closed]\n    suppress: [contact.mail]\n"}
    assert "[TR115] error: no category is called `contact.mail`" in found(policy=policy)
