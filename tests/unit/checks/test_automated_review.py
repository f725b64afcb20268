"""A machine decides about people, and nobody could look at the case again."""

from collections.abc import Callable
from textwrap import dedent

USES = "    uses: [identity.name, contact.*, address, sale]\n"


def test_automated_review(found: Callable[..., str]) -> None:
    automated = "    automated: {logic: 'Large parcels are sent by ship', review_by: packer}\n"
    assert found(policy={USES: USES + automated}) == dedent("""\
        [TR198] error: `packer` shall review what the purpose `delivery` decides, and cannot see what it looks at
          where: policy.yaml:35:58
          why:   Art. 22(3) GDPR: a human has to be able to look at the case, and to decide otherwise
          hint:  did you mean `packers`?
        """)
    assert found(policy={USES: USES + automated.replace("packer}", "packers}")}) == ""


def test_automated_review_of_what_is_not_seen(found: Callable[..., str]) -> None:
    automated = "    automated: {logic: 'Letters are answered by weight', review_by: packers}\n"
    uses = "    uses: [identity.name, contact.email, letter]\n"
    assert found(policy={uses: uses + automated}) == dedent("""\
        [TR198] error: `packers` shall review what the purpose `support` decides, and cannot see what it looks at
          where: policy.yaml:46:58
          why:   Art. 22(3) GDPR: a human has to be able to look at the case, and to decide otherwise
          hint:  add `by: [packers]` to a purpose that uses `letter`
        """)
