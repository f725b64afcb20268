"""A legitimate interest that is not said."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding
from troth.policy.model import Basis

CODE = "TR106"
_WHY = "Art. 13(1)(d) GDPR: people must be told the interest, or cannot weigh an objection"


def check(declared: Declared) -> Iterator[Finding]:
    """A purpose of the basis legitimate_interest has no `interest`."""
    for name, purpose in declared.policy.purposes.items():
        if purpose.basis is Basis.LEGITIMATE_INTEREST and not purpose.interest:
            yield Finding(
                code=CODE,
                message=f"the purpose `{name}` does not say which interest it serves",
                where=declared.in_policy("purposes", name),
                why=_WHY,
                hint='add `interest: "Fraud harms buyers and sellers alike"`',
            )
