"""A purpose that does not say how long it keeps what it uses."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding
from troth.policy.model import Basis

CODE = "TR103"
_WHY = "only consent ends by itself; every other purpose would keep for ever"


def check(declared: Declared) -> Iterator[Finding]:
    """A purpose whose basis is not consent has no `keep`."""
    for name, purpose in declared.policy.purposes.items():
        if purpose.keep is None and purpose.basis is not Basis.CONSENT:
            yield Finding(
                code=CODE,
                message=f"the purpose `{name}` does not say how long it keeps what it uses",
                where=declared.in_policy("purposes", name),
                why=_WHY,
                hint="write `keep: 30 days after order delivered`, or `keep: nothing` if it uses what others keep",
            )
