"""A purpose that needs a consent twice over, or the confirmation of none."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding
from troth.policy.model import Basis, Purpose

CODE = "TR137"
_WHY = "`needs` says what has to be there beside the basis"


def check(declared: Declared) -> Iterator[Finding]:
    """`needs: [consent]` where the basis is consent; `confirmed` where there is none; the same need twice."""
    for name, purpose in declared.policy.purposes.items():
        for at, need in enumerate(purpose.needs):
            said = _said(purpose, need.kind) or ("says it already" if need in purpose.needs[:at] else None)
            if said:
                yield Finding(
                    code=CODE,
                    message=f"`{name}` needs `{need}`, and {said}",
                    where=declared.in_policy("purposes", name, "needs", at),
                    why=_WHY,
                    hint="leave it out" if said != _NONE else "add `consent` to its needs, or leave `confirmed` out",
                )


_NONE = "there is no consent to confirm"


def _said(purpose: Purpose, kind: str) -> str | None:
    if kind == "consent" and purpose.basis is Basis.CONSENT:
        return "rests on consent anyway"
    return _NONE if kind == "confirmed" and not purpose.asks_consent else None
