"""A column for a period that the policy does not have."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding, did_you_mean

CODE = "TR247"


def check(declared: Declared) -> Iterator[Finding]:
    """A name under `periods` of the data map that is not under `periods` of the policy."""
    known = declared.policy.periods
    for name in declared.data_map.periods:
        if name not in known:
            yield Finding(
                code=CODE,
                message=f"the policy has no period `{name}`",
                where=declared.in_map("periods", name),
                why="the policy says how long a period is, the data map where a row has its value",
                hint=did_you_mean(
                    name, known, none=f"add it under `periods` of the policy: `{name}: {{lengths: ...}}`"
                ),
            )
