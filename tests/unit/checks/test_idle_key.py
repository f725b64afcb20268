# ruff: noqa: E501
"""A key that means nothing where it stands."""

from collections.abc import Callable
from textwrap import dedent


def test_idle_key(found: Callable[..., str]) -> None:
    assert found(
        policy={
            "    direct_marketing: true\n": '    direct_marketing: true\n    because: claims\n    interest: "Sales"\n    condition: "none"\n    open_ended: "while it pleases"\n',
            "    keep: 2 years after consent\n": "",
        }
    ) == dedent("""\
        [TR111] warning: `because` means nothing on the purpose `newsletter`
          where: policy.yaml:65:5
          why:   readers would take it for a promise
          hint:  leave it out, or say `on_erasure: wait` or `despite_restriction`
        [TR111] warning: `interest` means nothing on the purpose `newsletter`
          where: policy.yaml:66:5
          why:   readers would take it for a promise
          hint:  leave it out, or say `basis: legitimate_interest`
        [TR111] warning: `condition` means nothing on the purpose `newsletter`
          where: policy.yaml:67:5
          why:   readers would take it for a promise
          hint:  leave it out, or mark a category it uses as `special`
        [TR111] warning: `open_ended` means nothing on the purpose `newsletter`
          where: policy.yaml:68:5
          why:   readers would take it for a promise
          hint:  leave it out, or give it a `keep` whose clock may never start
        """)
