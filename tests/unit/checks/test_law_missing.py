"""A legal obligation, or data about crimes, without the law that asks for it."""

from collections.abc import Callable
from textwrap import dedent


def test_law_missing(found: Callable[..., str]) -> None:
    assert found(policy={'    law: "Federal fiscal code, section 132"\n': ""}) == dedent("""\
        [TR105] error: the purpose `bookkeeping` does not name the law that obliges
          where: policy.yaml:55:3
          why:   Art. 6(3) GDPR: the obligation must stand in a law
          hint:  add `law: "the act and the section"`
        """)


def test_law_missing_criminal(found: Callable[..., str]) -> None:
    assert found(
        policy={'  letter: "What was written to us"': '  letter: {says: "What was written to us", criminal: true}'}
    ) == dedent("""\
        [TR105] error: the purpose `support` uses `letter`, and names no law that allows it
          where: policy.yaml:42:3
          why:   Art. 10 GDPR: data about crimes may be used only where a law allows it
          hint:  add `law: "the act and the section"`
        [TR105] error: the purpose `archive_letters` uses `letter`, and names no law that allows it
          where: policy.yaml:48:3
          why:   Art. 10 GDPR: data about crimes may be used only where a law allows it
          hint:  add `law: "the act and the section"`
        [TR105] error: the purpose `quarrels` uses `letter`, and names no law that allows it
          where: policy.yaml:80:3
          why:   Art. 10 GDPR: data about crimes may be used only where a law allows it
          hint:  add `law: "the act and the section"`
        """)
