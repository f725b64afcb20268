"""A transfer that needs a consent that nobody is asked for."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding
from troth.policy.model import Basis

CODE = "TR155"
_WHY = "who has not consented stays behind: somebody has to ask"


def check(declared: Declared) -> Iterator[Finding]:
    """`transfer: {needs: consent}` where neither the purpose nor the recipient's `needs` rests on a consent."""
    for name, recipient in declared.policy.recipients.items():
        purpose = declared.policy.purposes.get(recipient.for_ or "")
        if recipient.transfer is None or recipient.transfer.needs != "consent" or purpose is None:
            continue
        if purpose.basis is Basis.CONSENT or any(need.kind == "consent" for need in recipient.needs):
            continue
        yield Finding(
            code=CODE,
            message=f"`{name}` takes over who has consented, and `{recipient.for_}` does not rest on consent",
            where=declared.in_policy("recipients", name, "transfer"),
            why=_WHY,
            hint="release for a purpose under consent, or add `needs: [consent: PURPOSE]`",
        )
