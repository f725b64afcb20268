"""A period that no `keep` counts."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding, Level
from troth.policy.period import Named

CODE = "TR145"


def check(declared: Declared) -> Iterator[Finding]:
    """A name under `periods` that no purpose uses."""
    keeps = (purpose.keep for purpose in declared.policy.purposes.values() if purpose.keep)
    counted = {clock.period for keep in keeps for clock in keep.clocks}
    for name in declared.policy.periods:
        if Named(name) not in counted:
            yield Finding(
                code=CODE,
                message=f"no purpose keeps anything for the period `{name}`",
                where=declared.in_policy("periods", name),
                why="readers would take it for a promise",
                hint=f"write `keep: {name} after ...` on the purpose it is for, or take it out",
                level=Level.WARNING,
            )
