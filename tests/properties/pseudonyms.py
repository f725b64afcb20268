"""Pseudonyms: which columns of a window show them instead of keys, and what they are.

Part of the reference evaluator: it follows docs/explanation/meaning.md and shares no code with Troth.
"""

from __future__ import annotations

import hmac
import json
from typing import Any

from properties.evaluator import Evaluator
from properties.reading import covers

Cell = tuple[str, str]
"""A table and a column."""


class Pseudonyms:
    """Those of one window: of a purpose, or of a recipient and its purpose."""

    def __init__(self, evaluator: Evaluator, purpose: str, recipient: str | None = None) -> None:
        self.eval, self.purpose, self.recipient = evaluator, purpose, recipient
        self.entries = [evaluator.purposes[purpose]] + ([evaluator.recipients[recipient]] if recipient else [])
        self.pairs: list[tuple[Cell, Cell]] = [
            ((hop.table, column), (hop.target, target))
            for hop in evaluator.map.hops
            for column, target in zip(hop.columns, hop.target_columns, strict=True)
        ]

    @classmethod
    def of(cls, evaluator: Evaluator, schema: str) -> Pseudonyms:
        """Those of the window with this schema."""
        sort, name = schema.split("_", 1)
        return cls(evaluator, name) if sort == "for" else cls(evaluator, evaluator.recipients[name]["for"], name)

    @property
    def window(self) -> str:
        """The name under which the window's secret is kept."""
        return f"recipient {self.recipient}" if self.recipient else self.purpose

    def columns(self, table: str) -> dict[str, Cell]:
        """The columns that show pseudonyms if they are shown, each with where its references end."""
        if not any(entry.get("keys") == "pseudonym" for entry in self.entries):
            return {}
        families = {column: self._family((table, column)) for column in self.eval.map.schema[table]["columns"]}
        return {column: self._end(family) for column, family in families.items() if family and self._hidden(family)}

    def _family(self, cell: Cell) -> set[Cell]:
        """All columns that refer to one another, however far, with this one among them; none for mere data."""
        found, latest = {cell}, {cell}
        while latest:
            near = {b for a, b in self.pairs if a in latest} | {a for a, b in self.pairs if b in latest}
            latest, found = near - found, found | near
        return found if len(found) > 1 or self._is_key(cell) else set()

    def _is_key(self, cell: Cell) -> bool:
        return cell[0] in self.eval.map.schema and cell[1] in self.eval.map.primary_key(cell[0])

    def _end(self, family: set[Cell]) -> Cell:
        ends = family - {a for a, b in self.pairs if a != b}
        return min(ends or family, key=lambda cell: (full_name(cell[0]), cell[1]))

    def _hidden(self, family: set[Cell]) -> bool:
        people = set(self.eval.map.subject_table.values())
        if any(table in people and self._is_key((table, column)) for table, column in family):
            return True
        table, column = self._end(family)
        if self.eval.map.is_plain(table):
            return False
        category, _ = self.eval.map.personal_columns(table).get(column, (None, []))
        return category is None or not self._uses(category)

    def _uses(self, category: str) -> bool:
        patterns = [entry.get("receives", entry.get("uses")) for entry in self.entries]
        return all(any(covers(pattern, category) for pattern in each) for each in patterns)

    def shown(self, secret: bytes, table: str, column: str, value: Any) -> str | None:
        """What stands there instead of a value."""
        if value is None:
            return None
        end, name = self.columns(table)[column]
        message = json.dumps([*full_name(end), name]) + str(value)
        return hmac.digest(secret, message.encode(), "sha256").hex()[:32]


def full_name(table: str) -> tuple[str, str]:
    """A table's schema and name."""
    schema, _, name = table.rpartition(".")
    return (schema or "public", name)
