"""A recipient of counts, and nothing that may be counted."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding

CODE = "TR216"
_WHY = "counts leave only in the shapes that tables.yaml names"


def check(declared: Declared) -> Iterator[Finding]:
    """`receives: aggregates` without `aggregates:` in tables.yaml."""
    if declared.data_map.aggregates:
        return
    for name, recipient in declared.policy.recipients.items():
        if recipient.counts:
            yield Finding(
                code=CODE,
                message=f"`{name}` receives counts, and tables.yaml has none",
                where=declared.in_policy("recipients", name, "receives"),
                why=_WHY,
                hint="add `aggregates: {views: {counts: member, from: ad_view, by: [advert]}}`",
            )
