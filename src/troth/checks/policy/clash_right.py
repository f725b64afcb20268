"""A promise of a right that the law does not give over such a purpose."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.checks.policy.claims import claims, clash
from troth.findings import Finding
from troth.policy.model import Basis

CODE = "TR178"
OBJECT = (Basis.LEGITIMATE_INTEREST, Basis.PUBLIC_TASK)


def check(declared: Declared) -> Iterator[Finding]:
    """`withdrawal: P` where P asks for no consent; `objection: P` where it rests on what nobody can object to."""
    for claim in claims(declared, "withdrawal", "objection"):
        for name in claim.argument.all("purpose"):
            purpose = declared.policy.purposes.get(name)
            if purpose is None:
                continue
            if claim.kind == "withdrawal" and not purpose.asks_consent:
                message = f"the purpose `{name}` rests on {purpose.basis}, not on a consent that could be withdrawn"
                yield clash(declared, CODE, claim, message, hint="let it rest on consent, or promise another right")
            if claim.kind == "objection" and purpose.basis not in OBJECT and not purpose.direct_marketing:
                message = f"the purpose `{name}` rests on {purpose.basis}, to which there is no objection"
                yield clash(declared, CODE, claim, message, hint="let it rest on an interest, or promise another right")
