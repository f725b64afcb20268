"""What is held about a person, by an own small walk over the rows: the reference for access and portable copies.

Part of the reference evaluator: it follows docs/explanation/meaning.md and shares no code with Troth.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from properties.evaluator import Evaluator
from properties.reading import Hop, Key, Owner, Row
from properties.related import Person

Copy = dict[str, dict[Key, Row]]
"""Table -> the key of a row -> its cells as they are given."""

PROVIDED = ("person", "observed")


class Holding:
    """What a company holds about each of its people."""

    def __init__(self, evaluator: Evaluator) -> None:
        self.evaluator = evaluator
        self.map = evaluator.map
        self.people = {table: kind for kind, table in self.map.subject_table.items()}

    def everybody(self) -> list[Person]:
        """The people who have a row."""
        return [
            (kind, self.map.key_of(table, row))
            for table, kind in self.people.items()
            for row in self.evaluator.data.get(table, [])
        ]

    def access(self, person: Person) -> Copy:
        """Everything held about a person."""
        return self._copy(person, lambda table, row, column, owners: bool(owners))

    def port(self, person: Person) -> Copy:
        """What a person provided, and a live purpose under consent or contract uses. A row without any is left out."""

        def portable(table: str, row: Row, column: str, owners: list[Owner]) -> bool:
            category, _ = self.map.personal_columns(table)[column]
            return self._source(table, column) in PROVIDED and any(
                self._live_use(purpose, category, table, owner, row)
                for owner in owners
                for purpose in self.evaluator.purposes
            )

        return self._copy(person, portable, portable_alone=True)

    def _live_use(self, purpose: str, category: str, table: str, owner: Owner, row: Row) -> bool:
        entry = self.evaluator.purposes[purpose]
        return (
            entry["basis"] in ("consent", "contract")
            and self.evaluator._uses(purpose, category, owner)
            and self.evaluator.reaches_table(purpose, table, owner)
            and self.evaluator.live(purpose, table, owner, row)
        )

    def _source(self, table: str, column: str) -> str:
        entry = self.map.mapped[table]["columns"][column]
        return "person" if isinstance(entry, str) else entry.get("from", "person")

    def _copy(self, person: Person, given: Any, *, portable_alone: bool = False) -> Copy:
        found: Copy = {}
        for table in self.map.mapped:
            for row in self.evaluator.data.get(table, []):
                mine = [o for o in self.map.owners[table] if self.evaluator.rows.person(o, table, row) == person]
                if not mine:
                    continue
                personal = self.map.personal_columns(table)
                kept = {
                    column
                    for column, (_, owners) in personal.items()
                    if given(table, row, column, [owner for owner in owners if owner in mine])
                }
                if portable_alone and not kept:
                    continue
                key = tuple(
                    as_given(self._cell(person, table, row, name, mine)) for name in self.map.primary_key(table)
                )
                found.setdefault(table, {})[key] = {
                    column: as_given(self._cell(person, table, row, column, mine))
                    for column in self.map.schema[table]["columns"]
                    if column not in personal or column in kept
                }
        return found

    def _cell(self, person: Person, table: str, row: Row, column: str, mine: list[Owner]) -> Any:
        """A cell that is given: its value, or the part of another person whose key it is."""
        leads = [owner for owner in self.map.owners[table] if self._leads(table, column, owner)]
        owned = [owner.path[0] for owner in self.map.owners[table] if owner.path]
        others = [
            hop
            for hop in self.map.hops
            if hop.table == table and column in hop.columns and hop.target in self.people and hop not in owned
        ]
        hidden = (leads and not any(owner in mine for owner in leads)) or any(
            self._referred(hop, row) != person for hop in others
        )
        if row[column] is None or not hidden:
            return row[column]
        words = [owner.name for owner in leads]
        words += [
            f"{'another' if self.people[hop.target] == person[0] else 'a'} {self.people[hop.target]}" for hop in others
        ]
        return " or ".join(words)

    def _leads(self, table: str, column: str, owner: Owner) -> bool:
        """Whether a column is the way to an owner, and would give away a person's key or a row of theirs."""
        if not owner.path or column not in owner.path[0].columns:
            return False
        bare = column not in self.map.personal_columns(table) and column not in self.map.primary_key(table)
        return bare or owner.path[0].target in self.people

    def _referred(self, hop: Hop, row: Row) -> Person:
        named = dict(zip(hop.target_columns, (row[column] for column in hop.columns), strict=True))
        return self.people[hop.target], tuple(named.get(name) for name in self.map.primary_key(hop.target))


def as_given(value: Any) -> Any:
    """A value as a copy has it: what JSON lacks is text, a moment is the same in every zone."""
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return value.timestamp() if value.tzinfo else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return value
