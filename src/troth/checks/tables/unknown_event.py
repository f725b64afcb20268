"""An event that the data map does not have."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.documents import shown
from troth.findings import Finding, did_you_mean
from troth.policy.period import CONSENT_EVENT

CODE = "TR208"
_WHY = "an event is the column in which its time is written"


def check(declared: Declared) -> Iterator[Finding]:
    """`keep` or `marks` names an event that is not in tables.yaml."""
    known = declared.data_map.events
    for name, purpose in declared.policy.purposes.items():
        timed = [event for clock in (purpose.keep.clocks if purpose.keep else ()) for event in clock.events]
        named: list[tuple[str, tuple[str | int, ...]]] = [
            (event, ("keep",)) for event in timed if event != CONSENT_EVENT
        ]
        named += [(event, ("marks", at)) for at, event in enumerate(purpose.marks)]
        for event, keys in named:
            if event not in known:
                yield Finding(
                    code=CODE,
                    message=f"tables.yaml has no event `{shown(event)}`",
                    where=declared.in_policy("purposes", name, *keys),
                    why=_WHY,
                    hint=did_you_mean(event[:80], known, none="add it under `events:` with the column of its time"),
                )
