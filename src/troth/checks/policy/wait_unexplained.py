"""A purpose that makes an erasure wait and does not say why."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding

CODE = "TR109"
_WHY = "Art. 17(3) GDPR: the person is told what stays and for which reason"


def check(declared: Declared) -> Iterator[Finding]:
    """`on_erasure: wait` without `because`."""
    for name, purpose in declared.policy.purposes.items():
        if purpose.on_erasure == "wait" and purpose.because is None:
            yield Finding(
                code=CODE,
                message=f"the purpose `{name}` makes an erasure wait and does not say why",
                where=declared.in_policy("purposes", name, "on_erasure"),
                why=_WHY,
                hint="add `because: still_needed`, or legal_duty, claims, expression, health, archive",
            )
