"""A say over erasure where the law has decided already."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding
from troth.policy.model import Basis

_ENDED = {Basis.CONSENT, Basis.LEGITIMATE_INTEREST}
_ENDS = "a request for erasure withdraws consent and objects to a legitimate interest: the purpose ends"
_STAYS = "a legal obligation, a public task and a vital interest live out their `keep`"
CODE = "TR110"


def check(declared: Declared) -> Iterator[Finding]:
    """`on_erasure` on a purpose whose basis is not contract."""
    for name, purpose in declared.policy.purposes.items():
        if purpose.on_erasure is not None and purpose.basis is not Basis.CONTRACT:
            yield Finding(
                code=CODE,
                message=f"`on_erasure` has no meaning on the basis {purpose.basis.value}",
                where=declared.in_policy("purposes", name, "on_erasure"),
                why=_ENDS if purpose.basis in _ENDED else _STAYS,
                hint="leave it out",
            )
