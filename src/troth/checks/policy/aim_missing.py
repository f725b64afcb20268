"""A purpose that serves none of the ends that the policy says are the only ones, or one and none."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding

CODE = "TR190"
_WHY = "`aims` are the only ends that data is used for; what lies beyond them is somebody's decision, and is counted"


def check(declared: Declared) -> Iterator[Finding]:
    """Under `aims`, a purpose with neither `under` nor `beyond`, or with both."""
    aims = declared.policy.aims
    for name, purpose in declared.policy.purposes.items() if aims else ():
        if (purpose.under is None) is (purpose.beyond is None):
            both = purpose.under is not None
            yield Finding(
                code=CODE,
                message=f"`{name}` serves {'an aim, and is beyond all' if both else 'none of the aims'}",
                where=declared.in_policy("purposes", name, *(("beyond",) if both else ())),
                why=_WHY,
                hint="keep one of `under` and `beyond`"
                if both
                else f"add `under: {next(iter(aims))}`, or `beyond: {{because: ..., signed_by: ..., on: ...}}`",
            )
