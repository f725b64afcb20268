"""Values suppressed where nothing would ever be compared with them."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding
from troth.policy.model import Purpose

CODE = "TR162"
_WHY = "suppressed values are compared with what direct marketing sees and writes, and with nothing else"


def check(declared: Declared) -> Iterator[Finding]:
    """`suppress` on a purpose that is no direct marketing, or of categories that the purpose does not use."""
    for name, purpose in declared.policy.purposes.items():
        for message, hint in _wrong(declared, name, purpose):
            where = declared.in_policy("purposes", name, "suppress")
            yield Finding(code=CODE, message=message, where=where, why=_WHY, hint=hint)


def _wrong(declared: Declared, name: str, purpose: Purpose) -> Iterator[tuple[str, str]]:
    if purpose.suppress and not purpose.direct_marketing:
        yield f"`{name}` suppresses values and is no direct marketing", "add `direct_marketing: true`, or leave it out"
    uses = declared.policy.categories_of(purpose.uses)
    for pattern in purpose.suppress:
        named = declared.policy.categories_of((pattern,))
        if named and not named & uses:
            yield f"`{name}` suppresses `{pattern}`, which it does not use", "name a category that it uses"
