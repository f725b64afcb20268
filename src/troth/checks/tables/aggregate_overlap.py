"""Two counts of the same people, of which one is a finer split of the other."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations

from troth.checks.declared import Declared
from troth.findings import Finding, Level
from troth.tables.aggregates import Aggregate

CODE = "TR236"
_WHY = "what the finer counts leave out for being too few is the difference to the coarser one"


def check(declared: Declared) -> Iterator[Finding]:
    """A recipient gets both. Where its counts are rounded, the difference tells less."""
    counts = declared.data_map.aggregates
    for name, recipient in declared.policy.recipients.items():
        received = [word for word in counts if recipient.receives_aggregate(word)]
        for coarse, fine in permutations(received, 2):
            if recipient.round_to is None and _finer(counts[fine], counts[coarse]):
                yield Finding(
                    code=CODE,
                    message=f"`{name}` could subtract `{fine}` from `{coarse}`, and see the groups that are left out",
                    where=declared.in_map("aggregates", fine),
                    why=_WHY,
                    hint=f"add `round_to: 5` to `{name}`, or let it receive one of them: `aggregates: [{fine}]`",
                    level=Level.WARNING,
                )


def _finer(fine: Aggregate, coarse: Aggregate) -> bool:
    return (fine.counts, fine.from_) == (coarse.counts, coarse.from_) and set(coarse.by) < set(fine.by)
