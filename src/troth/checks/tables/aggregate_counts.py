"""Counts of people in a table that is not about them."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding, did_you_mean

CODE = "TR220"
_WHY = "a group is at least so many people, so the rows must say whose they are"


def check(declared: Declared) -> Iterator[Finding]:
    """The table of an aggregate has no owner of the kind that it counts."""
    for word, aggregate in declared.data_map.aggregates.items():
        owners = declared.owners(aggregate.from_)
        known = aggregate.from_ in declared.data_map.tables and aggregate.counts in declared.policy.subjects
        if known and aggregate.counts not in owners.values():
            yield Finding(
                code=CODE,
                message=f"`{word}` counts each {aggregate.counts} of `{aggregate.from_}`, which has no such owner",
                where=declared.in_map("aggregates", word, "counts"),
                why=_WHY,
                hint=did_you_mean(aggregate.counts, owners.values()),
            )
