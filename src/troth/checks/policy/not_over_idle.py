"""A purpose that is kept from changing some data, and changes none."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding, Level
from troth.policy.model import May

CODE = "TR142"
_WHY = "`not_over` speaks of changing: whoever reads it expects that something is changed"


def check(declared: Declared) -> Iterator[Finding]:
    """`not_over` without `change`."""
    for name, purpose in declared.policy.purposes.items():
        if purpose.not_over and May.CHANGE not in purpose.may:
            yield Finding(
                code=CODE,
                message=f"`{name}` has `not_over`, and changes nothing",
                where=declared.in_policy("purposes", name, "not_over"),
                why=_WHY,
                hint="add `change` to `may`, or leave `not_over` out",
                level=Level.WARNING,
            )
