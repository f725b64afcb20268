"""A kind of person that the policy does not have."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding, Place, did_you_mean

CODE = "TR201"
_WHY = "every person that data is about is of a kind that the policy speaks to"


def check(declared: Declared) -> Iterator[Finding]:
    """A `subject`, an owner or an aggregate names a kind that is not among the policy's subjects."""
    kinds = declared.policy.subjects
    for kind, where in _named(declared):
        if kind not in kinds:
            yield Finding(
                code=CODE,
                message=f"the policy has no subject `{kind}`",
                where=where,
                why=_WHY,
                hint=did_you_mean(kind, kinds),
            )


def _named(declared: Declared) -> Iterator[tuple[str, Place]]:
    for name, table in declared.data_map.tables.items():
        if table.subject:
            yield table.subject, declared.in_table(name, "subject")
        for owner, declaration in table.owners.items():
            yield declaration.kind, declared.in_table(name, "owners", owner)
    for word, aggregate in declared.data_map.aggregates.items():
        yield aggregate.counts, declared.in_map("aggregates", word, "counts")
