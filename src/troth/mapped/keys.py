"""Which columns name the same rows: a key, and everything that refers to it, are one family under one name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from troth.mapped.model import Mapped
from troth.postgres.catalogue import Relation

Cell = tuple[Relation, str]
"""A column of a table."""


@dataclass(frozen=True)
class Family:
    """Columns whose values name the same rows."""

    name: Cell
    """Where their references lead in the end."""
    people: bool
    """Whether a person's own key is among them."""


def families(mapped: Mapped) -> Mapping[Cell, Family]:
    """The family of every column that is part of a key, refers to another row, or is what others refer to."""
    together: dict[Cell, set[Cell]] = {
        (table.relation, name): {(table.relation, name)}
        for table in mapped.tables.values()
        for name in table.table.primary_key
    }
    referring = set()
    for here, there in _references(mapped):
        referring |= {here} - {there}
        alike = together.get(here, {here}) | together.get(there, {there})
        together |= dict.fromkeys(alike, alike)
    people = {(table.relation, name) for table in mapped.tables.values() if table.subject
              for name in table.table.primary_key}  # fmt: skip
    return {
        cell: Family(name=min(alike - referring or alike), people=not people.isdisjoint(alike))
        for cell, alike in together.items()
    }


def _references(mapped: Mapped) -> list[tuple[Cell, Cell]]:
    """Each column of a foreign key or declared link, with the one that it equals."""
    return [
        ((hop.source, column), (hop.target, target))
        for hops in mapped.hops.values()
        for hop in hops
        for column, target in zip(hop.columns, hop.target_columns, strict=True)
    ]
