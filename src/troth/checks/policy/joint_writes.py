"""A purpose that sees cells of shared rows, and may write."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding

CODE = "TR149"
_WHY = "a row is written whole, also what is hidden in it; what is refused, or comes back, would tell"


def check(declared: Declared) -> Iterator[Finding]:
    """`joint: cells` beside anything but `may: read`."""
    for name, purpose in declared.policy.purposes.items():
        if purpose.joint == "cells" and (writes := purpose.writes):
            key, first = writes
            yield Finding(
                code=CODE,
                message=f"the purpose `{name}` sees single cells of shared rows, and has `{first}`",
                where=declared.in_policy("purposes", name, key),
                why=_WHY,
                hint="let it read alone, and write under another purpose, which sees rows that are wholly its own",
            )
