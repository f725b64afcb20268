"""What a correction of a person's data would do, as values to look at before anything is done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from troth.elsewhere import Outside


@dataclass(frozen=True, kw_only=True)
class Correction:
    """One cell, and what it shall be."""

    table: str
    column: str
    row: tuple[Any, ...]
    """The key of its row."""
    value: Any
    category: str | None
    """None: the column is plain."""
    annotate: bool = False
    """It belongs to an issued document: the value stands beside it."""
    empty: bool = False
    """There is nothing in the cell, beside which it stands."""
    of: tuple[str, ...] = ()
    """The owners whose data it is, if there are several."""
    changes: bool = True
    """False: it is so already."""

    @property
    def name(self) -> str:
        return f"{self.table}.{self.column}"

    def __str__(self) -> str:
        cell = f"{self.name} (row {', '.join(map(str, self.row))})"
        value = "empty" if self.value is None else str(self.value)
        if not self.changes:
            return f"{cell} is so already"
        said = f"{cell} stays, as it was issued; beside it stands: {value}" if self.annotate else f"{cell}: {value}"
        return said + (f", for {' and '.join(self.of)} alike" if len(self.of) > 1 and not self.annotate else "")


@dataclass(frozen=True, kw_only=True)
class Corrections:
    """What a correction would do to one person's data, and what else hangs on it."""

    kind: str
    key: tuple[Any, ...]
    cells: tuple[Correction, ...]
    restrictions: tuple[int, ...] = ()
    """Restrictions because of doubts about what is right: they can be lifted afterwards."""
    outside: Outside | None = None
    """Who else has to hear of it: recipients who were given the wrong data, and other systems that hold it."""
    asked: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """What was asked for, so that it can be tried again."""

    @property
    def empty(self) -> bool:
        return not any(cell.changes for cell in self.cells)

    @property
    def categories(self) -> frozenset[str]:
        """The kinds of data that change."""
        return frozenset(cell.category for cell in self.cells if cell.changes and cell.category and not cell.annotate)

    def __str__(self) -> str:
        lines = [f"{self.kind} {', '.join(map(str, self.key))}:", *(f"  {cell}" for cell in self.cells)]
        return "\n".join(lines + [f"  {line}" for line in str(self.outside or "").splitlines()])

    def to_json(self) -> dict[str, object]:
        """The plan as plain data."""
        return {
            "kind": self.kind,
            "key": list(self.key),
            "cells": [
                {"table": cell.table, "column": cell.column, "row": list(cell.row), "value": cell.value,
                 "category": cell.category, "annotate": cell.annotate, "of": list(cell.of), "changes": cell.changes}
                for cell in self.cells
            ],
            "restrictions": list(self.restrictions),
            "outside": self.outside.to_json() if self.outside else None,
        }  # fmt: skip
