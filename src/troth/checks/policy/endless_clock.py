"""A clock that may never start keeps data for ever."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding

CODE = "TR104"
_WHY = "a clock that never starts keeps the data for ever"


def check(declared: Declared) -> Iterator[Finding]:
    """A `keep` without `at most` or `open_ended`, whose event is written on rows below that may never be.

    Whether a column of the row itself is always written, only the database knows: see TR324.
    """
    for name, purpose in declared.policy.purposes.items():
        keep = purpose.keep
        if keep is None or keep.after is None or keep.at_most or purpose.open_ended:
            continue
        events = [declared.data_map.events[event] for event in keep.after.events if event in declared.data_map.events]
        # `consent` is always there when the purpose lives; an unknown event has a finding of its own.
        if len(events) == len(keep.after.events) and all(event.of for event in events):
            yield Finding(
                code=CODE,
                message=f"`{keep.after}` may never start",
                where=declared.in_policy("purposes", name, "keep"),
                why=_WHY,
                hint="add `, at most 2 years after` an event that always happens, or say why in `open_ended`",
            )
