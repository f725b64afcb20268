"""A processor without an agreement."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding, Level

CODE = "TR121"
_WHY = "Art. 28(3) GDPR asks for a contract with every processor"


def check(declared: Declared) -> Iterator[Finding]:
    """A recipient with the role processor has no `agreement`."""
    for name, recipient in declared.policy.recipients.items():
        if recipient.role == "processor" and recipient.agreement is None:
            yield Finding(
                code=CODE,
                message=f"the processor `{name}` has no agreement",
                where=declared.in_policy("recipients", name),
                why=_WHY,
                hint="add `agreement: {signed: 2026-01-01, expires: 2028-01-01}`",
                level=Level.WARNING,
            )
