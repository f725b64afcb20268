"""Counts that are split by what names a person, by nothing there is, or by two things of one name."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding

CODE = "TR235"
_WHY = "a count by a key is a count of one"


def check(declared: Declared) -> Iterator[Finding]:
    """A part of `by` is a link to a person, is not mapped, or has the name of another."""
    for word, aggregate in declared.data_map.aggregates.items():
        table = declared.data_map.tables.get(aggregate.from_)
        names = [part.name for part in aggregate.by]
        links = {owner.path[0].column for owner in table.owners.values()} if table else set()
        for at, part in enumerate(aggregate.by):
            where = declared.in_map("aggregates", word, "by", at)
            if part.column in links:
                message, hint = f"`{word}` is split by `{part.column}`, which leads to a person", "take it out"
            elif names.count(part.name) > 1:
                message, hint = f"two parts of `{word}` would be named `{part.name}`", "take one of them out"
            else:
                continue
            yield Finding(code=CODE, message=message, where=where, why=_WHY, hint=hint)
