"""What was decided where the published policy leaves something open: every check tells it again."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding, Level

CODE = "TR135"
_WHY = "the published policy leaves it open"


def check(declared: Declared) -> Iterator[Finding]:
    """Each value under `decide`, as a note."""
    for name, decision in declared.policy.decide.items():
        by = f", decided by {decision.decided_by}" if decision.decided_by else ""
        on = f" on {decision.on}" if decision.on else ""
        of = f" ({', '.join(decision.promises)})" if decision.promises else ""
        yield Finding(
            code=CODE,
            message=f"{decision.asks}{of}: {decision}{by}{on}",
            where=declared.in_policy("decide", name),
            why=_WHY,
            hint="to decide otherwise, change its `value` under `decide:` and say who decided it, and when",
            level=Level.NOTE,
        )
