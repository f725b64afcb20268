"""Direct marketing on a ground that cannot carry it."""

from collections.abc import Callable
from textwrap import dedent


def test_direct_marketing(found: Callable[..., str]) -> None:
    assert found(policy={'    law: "Federal': '    direct_marketing: true\n    law: "Federal'}) == dedent("""\
        [TR112] error: the purpose `bookkeeping` is direct marketing on the basis legal_obligation
          where: policy.yaml:58:5
          why:   Art. 21(2) GDPR: everyone may end direct marketing at any time, which no contract or law can need
          hint:  say `basis: consent`, or `legitimate_interest` with an `interest`
        """)
