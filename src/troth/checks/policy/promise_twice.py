"""Two promises with one name."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding

CODE = "TR124"
_WHY = "a proof names the promise it speaks of"


def check(declared: Declared) -> Iterator[Finding]:
    """A promise's id is that of an earlier promise."""
    seen: dict[str, int] = {}
    for at, promise in enumerate(declared.policy.promises):
        if promise.id in seen:
            first = declared.in_policy("promises", seen[promise.id])
            yield Finding(
                code=CODE,
                message=f"two promises are called `{promise.id}`",
                where=declared.in_policy("promises", at, "id"),
                why=_WHY,
                hint=f"rename it; the first is on line {first.line}",
            )
        else:
            seen[promise.id] = at
