"""A release that needs a consent to something that nobody is asked to consent to."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding, did_you_mean
from troth.policy.model import Basis

CODE = "TR151"
_WHY = "a consent is given to one purpose, by name"


def check(declared: Declared) -> Iterator[Finding]:
    """`consent:` under a recipient's `needs` names no purpose whose basis is consent."""
    asked = [name for name, purpose in declared.policy.purposes.items() if purpose.basis is Basis.CONSENT]
    for name, recipient in declared.policy.recipients.items():
        for at, need in enumerate(recipient.needs):
            if need.kind == "consent" and need.name not in asked:
                yield Finding(
                    code=CODE,
                    message=f"`{need.name}` is no purpose that people consent to",
                    where=declared.in_policy("recipients", name, "needs", at),
                    why=_WHY,
                    hint=did_you_mean(need.name or "", asked, none="add a purpose with `basis: consent`"),
                )
