"""A key that means nothing where it stands."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding, Level
from troth.policy.model import Basis, Purpose

CODE = "TR111"
_WHY = "readers would take it for a promise"


def check(declared: Declared) -> Iterator[Finding]:
    """Keys of a purpose that nothing else of it gives a meaning."""
    for name, purpose in declared.policy.purposes.items():
        for key, needs in _idle(declared, purpose):
            yield Finding(
                code=CODE,
                message=f"`{key}` means nothing on the purpose `{name}`",
                where=declared.in_policy("purposes", name, key),
                why=_WHY,
                hint=f"leave it out, or {needs}",
                level=Level.WARNING,
            )


def _idle(declared: Declared, purpose: Purpose) -> Iterator[tuple[str, str]]:
    """The idle keys of a purpose, and what would give them a meaning."""
    categories = declared.policy.categories
    if purpose.because and purpose.on_erasure != "wait" and purpose.despite_restriction is None:
        yield "because", "say `on_erasure: wait` or `despite_restriction`"
    if purpose.interest and purpose.basis is not Basis.LEGITIMATE_INTEREST:
        yield "interest", "say `basis: legitimate_interest`"
    if purpose.condition and not any(categories[used].special for used in declared.uses(purpose.uses)):
        yield "condition", "mark a category it uses as `special`"
    if purpose.open_ended and (purpose.keep is None or purpose.keep.nothing or purpose.keep.at_most):
        yield "open_ended", "give it a `keep` whose clock may never start"
