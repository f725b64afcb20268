"""Another system that holds a category which the policy does not have."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding, did_you_mean

CODE = "TR163"
_WHY = "what lies elsewhere is told to erase what is erased here, category by category"


def check(declared: Declared) -> Iterator[Finding]:
    """`holds` of an `elsewhere` system that means no category."""
    for name, system in declared.data_map.elsewhere.items():
        for count, pattern in enumerate(system.holds):
            if not declared.uses((pattern,)):
                yield Finding(
                    code=CODE,
                    message=f"`{pattern}` is no category of the policy",
                    where=declared.in_map("elsewhere", name, "holds", count),
                    why=_WHY,
                    hint=did_you_mean(pattern, declared.policy.categories),
                )
