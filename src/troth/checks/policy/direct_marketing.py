"""Direct marketing on a ground that cannot carry it."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding
from troth.policy.model import Basis

_GROUNDS = {Basis.CONSENT, Basis.LEGITIMATE_INTEREST}
CODE = "TR112"
_WHY = "Art. 21(2) GDPR: everyone may end direct marketing at any time, which no contract or law can need"


def check(declared: Declared) -> Iterator[Finding]:
    """`direct_marketing` on a basis other than consent and legitimate_interest."""
    for name, purpose in declared.policy.purposes.items():
        if purpose.direct_marketing and purpose.basis not in _GROUNDS:
            yield Finding(
                code=CODE,
                message=f"the purpose `{name}` is direct marketing on the basis {purpose.basis.value}",
                where=declared.in_policy("purposes", name, "direct_marketing"),
                why=_WHY,
                hint="say `basis: consent`, or `legitimate_interest` with an `interest`",
            )
