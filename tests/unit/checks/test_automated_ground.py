"""A machine decides about people on a ground on which it may not."""

from collections.abc import Callable
from textwrap import dedent


def test_automated_ground(found: Callable[..., str]) -> None:
    automated = "    automated: {logic: 'Strange addresses are turned away', review_by: guards}\n    by: [guards]\n"
    uses = "    uses: [device.ip, contact.email]\n"
    assert found(policy={uses: uses + automated}) == dedent("""\
        [TR199] error: the purpose `fraud_prevention` lets a machine decide, and rests on legitimate interest
          where: policy.yaml:77:5
          why:   Art. 22(2) GDPR: only where a contract needs it, a law allows it, or the person consents
          hint:  let a human decide and take `automated` out, or ask for consent
        """)


def test_automated_special(found: Callable[..., str]) -> None:
    automated = "    automated: {logic: 'Who hears badly gets no flute', review_by: tuners}\n    by: [tuners]\n"
    advice = '    basis: consent\n    condition: "explicit consent, Art. 9(2)(a)"\n    uses: [health.hearing]\n'
    contract = advice.replace("consent\n    condition", "contract\n    condition", 1)
    keep = "    keep: 1 year after last seen\n    on_erasure: end\n"
    assert found(policy={advice: contract + keep + automated}) == dedent("""\
        [TR199] error: the purpose `advice` lets a machine decide by `health.hearing`, which is special
          where: policy.yaml:74:5
          why:   Art. 22(4) GDPR: only with explicit consent, or under a law that serves a substantial public interest
          hint:  let a human decide and take `automated` out, or ask for consent
        """)
    assert found(policy={advice: advice + automated}) == ""
