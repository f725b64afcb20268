"""A period that depends on a value of a row, counted from what is written in no row."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding
from troth.policy.period import CONSENT_EVENT, Named

CODE = "TR144"


def check(declared: Declared) -> Iterator[Finding]:
    """`keep: statutory after consent`, with a named period."""
    for name, purpose in declared.policy.purposes.items():
        for clock in purpose.keep.clocks if purpose.keep else ():
            if isinstance(clock.period, Named) and CONSENT_EVENT in clock.events:
                yield Finding(
                    code=CODE,
                    message=f"`{clock.period}` depends on a value of the row, and a consent stands in no row",
                    where=declared.in_policy("purposes", name, "keep"),
                    why="a person consents to a purpose, whatever rows there are of theirs",
                    hint="write one length: `2 years after consent`",
                )
