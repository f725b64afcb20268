"""Levels of one category of which none is the finer one of another."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding
from troth.policy.precision import ORDERS

CODE = "TR147"


def check(declared: Declared) -> Iterator[Finding]:
    """`levels` of a category that do not belong together, or not in this order."""
    for name, category in declared.policy.categories.items():
        if category.levels and category.levels not in ORDERS:
            yield Finding(
                code=CODE,
                message=f"`{', '.join(category.levels)}` are no levels of one kind of data, the finest first",
                where=declared.in_policy("categories", name),
                why="what is brought to one level must still be able to be brought to the next",
                hint="write one of " + ", ".join(f"`[{', '.join(order)}]`" for order in ORDERS),
            )
