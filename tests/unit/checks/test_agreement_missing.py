"""A processor without an agreement."""

from collections.abc import Callable
from textwrap import dedent


def test_agreement_missing(found: Callable[..., str]) -> None:
    assert found(policy={"    agreement: {signed: 2026-01-01, expires: 2028-01-01}\n": ""}) == dedent("""\
        [TR121] warning: the processor `carrier` has no agreement
          where: policy.yaml:96:3
          why:   Art. 28(3) GDPR asks for a contract with every processor
          hint:  add `agreement: {signed: 2026-01-01, expires: 2028-01-01}`
        """)
