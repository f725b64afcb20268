"""Two tensions with one name."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding

CODE = "TR172"
_WHY = "a signature stands under one of them"


def check(declared: Declared) -> Iterator[Finding]:
    """A tension's id is that of an earlier tension, or of a promise."""
    seen = {promise.id: ("promises", at) for at, promise in enumerate(declared.policy.promises)}
    for at, tension in enumerate(declared.policy.tensions):
        if tension.id in seen:
            first = declared.in_policy(*seen[tension.id])
            yield Finding(
                code=CODE,
                message=f"`{tension.id}` is the name of something else already",
                where=declared.in_policy("tensions", at, "id"),
                why=_WHY,
                hint=f"rename it; the first is on line {first.line}",
            )
        seen.setdefault(tension.id, ("tensions", at))
