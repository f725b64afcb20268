"""Counts of people without a smallest group, or a smallest group without counts."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding

CODE = "TR123"


def check(declared: Declared) -> Iterator[Finding]:
    """`receives: aggregates` and `smallest_group` go together."""
    for name, recipient in declared.policy.recipients.items():
        counts = recipient.counts
        if counts and recipient.smallest_group is None:
            yield Finding(
                code=CODE,
                message=f"`{name}` receives counts, and no smallest group is given",
                where=declared.in_policy("recipients", name, "receives"),
                why="a count of one person is that person's data",
                hint="add `smallest_group: 20`",
            )
        elif not counts and recipient.smallest_group is not None:
            yield Finding(
                code=CODE,
                message=f"`smallest_group` means nothing on `{name}`, which receives each person's data",
                where=declared.in_policy("recipients", name, "smallest_group"),
                why="readers would take it for a protection",
                hint="leave it out, or say `receives: aggregates`",
            )
