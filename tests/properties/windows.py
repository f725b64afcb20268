"""Which tables and columns each window shows, and which of them may be written at all: the shape, whatever the rows.

Part of the reference evaluator: it follows docs/explanation/meaning.md ("Visible", "Writing", "Recipients") and shares
no code with Troth.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from properties.company import Company
from properties.reading import Owner, covers


@dataclass
class Shown:
    """What a window shows of one table, and whose standing counts for its rows."""

    columns: list[str]
    owners: list[Owner]
    categories: dict[Owner, set[str]]
    """Owner -> the categories that are shown of them here."""
    whole: bool = False
    """A plain table: every row is shown."""


class Windows(Company):
    """What is shown to whom."""

    @cached_property
    def _windows(self) -> dict[str, dict[str, Shown]]:
        return {}

    def window(self, purpose: str) -> dict[str, Shown]:
        """What a purpose is shown, table by table."""
        if purpose not in self._windows:
            self._windows[purpose] = self._window(purpose)
        return self._windows[purpose]

    def forget(self) -> None:
        """Work the windows out anew, after a purpose was changed."""
        self._windows.clear()

    def shape(self, purpose: str) -> dict[str, list[str]]:
        """Table -> the columns that the purpose's window shows of it, in the order of the table."""
        return {table: shown.columns for table, shown in self.window(purpose).items()}

    def _window(self, purpose: str) -> dict[str, Shown]:
        shown = {}
        for table in self.map.mapped:
            found = self._used(table, purpose)
            if found:
                shown[table] = found
        for table, entry in self._crossed(shown).items():
            shown.setdefault(table, entry)
        for table in filter(self.map.is_plain, self.map.mapped):
            shown[table] = Shown(list(self.map.schema[table]["columns"]), [], {}, whole=True)
        return shown

    def _used(self, table: str, purpose: str, recipient: dict[str, Any] | None = None) -> Shown | None:
        """A table with a used category: those columns, the key, the plain columns, and the links of their owners."""
        columns = set()
        categories: dict[Owner, set[str]] = {}
        for column, (category, owners) in self.map.personal_columns(table).items():
            counting = [owner for owner in owners if self._uses(purpose, category, owner)]
            if recipient is not None:
                counting = [owner for owner in counting if _receives(recipient, category, owner)]
            if counting:
                columns.add(column)
                for owner in counting:
                    categories.setdefault(owner, set()).add(category)
        if not columns:
            return None
        if recipient is None:
            columns |= set(self.map.plain_columns(table))
        return Shown(self._with_keys(table, columns, categories), list(categories), categories)

    def _with_keys(self, table: str, columns: set[str], owners: Iterable[Owner]) -> list[str]:
        links = {column for owner in owners for column in (owner.path[0].columns if owner.path else ())}
        shown = columns | links | set(self.map.primary_key(table))
        return [column for column in self.map.schema[table]["columns"] if column in shown]

    def _crossed(self, shown: dict[str, Shown]) -> dict[str, Shown]:
        """The tables that the paths of shown owners run through, short of the people's own: keys and links alone."""
        crossed: dict[str, dict[Owner, set[str]]] = {}
        for entry in shown.values():
            for owner in entry.owners:
                for step, hop in enumerate(owner.path[:-1], start=1):
                    for other in self.map.owners[hop.target]:
                        if other.kind == owner.kind and other.path == owner.path[step:]:
                            crossed.setdefault(hop.target, {})[other] = set()
        return {
            table: Shown(self._with_keys(table, set(), found), list(found), found) for table, found in crossed.items()
        }

    # ---- Writing -----------------------------------------------------------------------------------------------------

    def may(self, purpose: str) -> dict[str, dict[str, Any]]:
        """Table -> {"add": columns, "change": columns, "remove": bool} for the tables the purpose may write at all."""
        entry = self.purposes[purpose]
        allowed = entry.get("may") or ["read"]
        marked = {self.map.events[event] for event in entry.get("marks") or []}
        found = {}
        for table, shown in self.window(purpose).items():
            if shown.whole or not any(shown.categories.values()):
                continue
            marks = [column for column in shown.columns if any((e.table, e.column) == (table, column) for e in marked)]
            exact = [column for column in shown.columns if column not in self.level_columns(purpose, table)]
            change = [column for column in exact if "change" in allowed and self._changeable(table, column)]
            found[table] = {
                "add": exact if "add" in allowed else [],
                "change": [column for column in shown.columns if column in change or column in marks],
                "remove": "remove" in allowed,
            }
        return found

    def _changeable(self, table: str, column: str) -> bool:
        """No key, no link, and no column of an event, a condition or a period."""
        links = {name for owner in self.map.owners[table] for hop in owner.path[:1] for name in hop.columns}
        clocks = {event.column for event in self.map.events.values() if event.table == table}
        words = " ".join(condition.where for condition in self.map.conditions.values() if condition.table == table)
        words = words.replace('"', "")
        said = {self.map.mapped[table].get("only_for"), self.map.mapped[table].get("collected")}
        said |= self.map.period_columns(table)
        return column not in {*links, *clocks, *said, *self.map.primary_key(table), *words.split()}


def _receives(recipient: dict[str, Any], category: str, owner: Owner) -> bool:
    about = recipient.get("about")
    return (not about or owner.name in about) and any(covers(pattern, category) for pattern in recipient["receives"])
