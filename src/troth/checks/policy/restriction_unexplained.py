"""A purpose that goes on in spite of a restriction and does not say why."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding

CODE = "TR114"
_WHY = "Art. 18(2) GDPR allows it for few reasons, which the restricted person may ask for"


def check(declared: Declared) -> Iterator[Finding]:
    """`despite_restriction` without `because`."""
    for name, purpose in declared.policy.purposes.items():
        if purpose.despite_restriction and purpose.because is None:
            yield Finding(
                code=CODE,
                message=f"the purpose `{name}` goes on in spite of a restriction and does not say why",
                where=declared.in_policy("purposes", name, "despite_restriction"),
                why=_WHY,
                hint="add `because: claims`, or still_needed, legal_duty, expression, health, archive",
            )
