"""A `keep` that counts a period whose length nobody says."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding, did_you_mean
from troth.policy.period import Named

CODE = "TR143"


def check(declared: Declared) -> Iterator[Finding]:
    """A period with a name that is not under `periods`."""
    known = declared.policy.periods
    for name, purpose in declared.policy.purposes.items():
        for clock in purpose.keep.clocks if purpose.keep else ():
            if isinstance(clock.period, Named) and clock.period.name not in known:
                yield Finding(
                    code=CODE,
                    message=f"`{clock.period}` of `{clock}` is no length of time, and no period of the policy",
                    where=declared.in_policy("purposes", name, "keep"),
                    why="nobody could tell when it is over",
                    hint=did_you_mean(
                        clock.period.name,
                        known,
                        none=f"write `30 days after ...`, or add `periods: {{{clock.period}: {{lengths: ...}}}}`",
                    ),
                )
