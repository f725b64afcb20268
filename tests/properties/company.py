"""One company at one moment: its policy, its data map, its rows, what holds for its people, and the time.

The ground on which the reference evaluator stands: it follows docs/explanation/meaning.md and shares no code with
Troth.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self
from zoneinfo import ZoneInfo

from properties.reading import DataMap, Owner, Row, covers
from properties.related import Related
from properties.standing import Request, Standing


class Company:
    """One policy, one data map, one schema, the rows of all tables, what holds for people, and the time."""

    def __init__(
        self,
        *,
        policy: dict[str, Any],
        tables: dict[str, Any],
        schema: dict[str, Any],
        data: dict[str, list[Row]],
        standing: Standing,
        clock: datetime,
    ) -> None:
        self.policy = policy
        self.map = DataMap(tables, schema)
        self.data = data
        self.rows = Related(self.map, data)
        self.standing = standing
        self.request: Request | None = None
        """The request for a part that is carried out just now."""
        self.clock = clock
        self.zone = ZoneInfo(policy["time_zone"])
        self.purposes: dict[str, dict[str, Any]] = policy["purposes"]
        self.recipients: dict[str, dict[str, Any]] = policy.get("recipients") or {}

    def on(self, data: dict[str, list[Row]], standing: Standing | None = None) -> Self:
        """The same, over other rows, or with something else that holds."""
        return type(self)(
            policy=self.policy,
            tables=self.map.tables,
            schema=self.map.schema,
            data=data,
            standing=standing or self.standing,
            clock=self.clock,
        )

    # ---- Categories --------------------------------------------------------------------------------------------------

    @staticmethod
    def uses(entry: dict[str, Any], category: str) -> bool:
        """Whether a purpose uses a category, by name or by `prefix.*`."""
        return any(covers(pattern, category) for pattern in entry["uses"])

    def _uses(self, purpose: str, category: str, owner: Owner) -> bool:
        about = self.purposes[purpose].get("about")
        return (not about or owner.name in about) and self.uses(self.purposes[purpose], category)

    def _categories_of(self, purpose: str) -> set[str]:
        held = {category for table in self.map.mapped for category, _ in self.map.personal_columns(table).values()}
        return {category for category in held if self.uses(self.purposes[purpose], category)}

    def levels(self, category: str) -> list[str]:
        """The levels at which a category can be seen less precisely, the finest first."""
        entry = self.policy["categories"][category]
        return [] if isinstance(entry, str) else entry.get("levels") or []

    def level_of(self, purpose: str, category: str) -> int:
        """How precisely a purpose sees a category: 0 is exactly."""
        level = (self.purposes[purpose].get("levels") or {}).get(category)
        return self.levels(category).index(level) + 1 if level else 0

    def level_columns(self, purpose: str, table: str) -> dict[str, str]:
        """The columns of a table that a purpose sees only at a level."""
        found = {}
        for column, (category, _) in self.map.personal_columns(table).items():
            if self.level_of(purpose, category):
                found[column] = self.levels(category)[self.level_of(purpose, category) - 1]
        return found
