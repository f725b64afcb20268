"""A tension between promises that are not there."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding, did_you_mean

CODE = "TR170"
_WHY = "a tension is about promises that people can read"


def check(declared: Declared) -> Iterator[Finding]:
    """`between` names something that is no promise of the policy."""
    known = {promise.id for promise in declared.policy.promises}
    for at, tension in enumerate(declared.policy.tensions):
        for item, promise in enumerate(tension.between):
            if promise not in known:
                yield Finding(
                    code=CODE,
                    message=f"there is no promise `{promise}`",
                    where=declared.in_policy("tensions", at, "between", item),
                    why=_WHY,
                    hint=did_you_mean(promise, known),
                )
