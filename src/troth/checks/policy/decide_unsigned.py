"""A value that was filled in, and nobody says who decided it and when."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding

CODE = "TR133"
_WHY = "what the published policy leaves open is somebody's decision, and proofs name them"


def check(declared: Declared) -> Iterator[Finding]:
    """A `value` under `decide` without `decided_by` or `on`."""
    for name, decision in declared.policy.decide.items():
        absent = [key for key, said in (("decided_by", decision.decided_by), ("on", decision.on)) if said is None]
        if absent:
            yield Finding(
                code=CODE,
                message=f"`{name}` is {decision}, and {' and '.join(f'`{key}`' for key in absent)} is not said",
                where=declared.in_policy("decide", name),
                why=_WHY,
                hint='add `decided_by: "Head of finance", on: 2026-11-20`',
            )
