"""An outer limit counted from something that may never happen."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding

CODE = "TR211"
_WHY = "`at most` is the limit for the case that the other clock never starts"


def check(declared: Declared) -> Iterator[Finding]:
    """The event of `at most` has `of`: it is written on rows that may not be there."""
    for name, purpose in declared.policy.purposes.items():
        clock = purpose.keep.at_most if purpose.keep else None
        event = declared.data_map.events.get(clock.events[0]) if clock else None
        if clock and event and event.of:
            yield Finding(
                code=CODE,
                message=f"`at most {clock}` counts from `{event.at}`, which `{event.of}` may never have",
                where=declared.in_policy("purposes", name, "keep"),
                why=_WHY,
                hint=f"name an event in a column of `{event.of}` itself that is always written",
            )
