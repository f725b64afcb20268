"""A machine decides about people on a ground on which it may not."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding
from troth.policy.model import Basis

CODE = "TR199"
_MAY = (Basis.CONTRACT, Basis.CONSENT, Basis.LEGAL_OBLIGATION)


def check(declared: Declared) -> Iterator[Finding]:
    """`automated` on another basis than contract, consent or law; or on special data without consent or law."""
    for name, purpose in declared.policy.purposes.items():
        if purpose.automated is None:
            continue
        special = sorted(used for used in declared.uses(purpose.uses) if declared.policy.categories[used].special)
        if purpose.basis not in _MAY:
            message = (
                f"the purpose `{name}` lets a machine decide, and rests on {purpose.basis.value.replace('_', ' ')}"
            )
            why = "Art. 22(2) GDPR: only where a contract needs it, a law allows it, or the person consents"
        elif special and purpose.basis is not Basis.CONSENT and not purpose.law:
            message = f"the purpose `{name}` lets a machine decide by `{special[0]}`, which is special"
            why = (
                "Art. 22(4) GDPR: only with explicit consent, or under a law that serves a substantial public interest"
            )
        else:
            continue
        yield Finding(
            code=CODE,
            message=message,
            where=declared.in_policy("purposes", name, "automated"),
            why=why,
            hint="let a human decide and take `automated` out, or ask for consent",
        )
