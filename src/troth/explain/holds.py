"""Every hold that stands: those set by people, with what is overdue, and those of the policy, with their rows."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import class_row

from troth.compiler.build import Compiled
from troth.compiler.names import look_out, while_column
from troth.compiler.rows import qualified
from troth.postgres.statements import statement


@dataclass(frozen=True, kw_only=True)
class HoldByHand:
    """A hold that somebody has set. `overdue`: the day on which somebody had to look again has passed."""

    id: int
    kind: str | None
    table_name: str | None
    key: list[Any]
    keeps: list[str]
    ground: str
    because: str
    since: datetime
    actor: str
    review_on: date | None
    until: datetime | None
    overdue: bool

    @property
    def on(self) -> str:
        """What it is on: a person, or a row."""
        return f"{self.kind or self.table_name} {', '.join(map(str, self.key))}"

    def __str__(self) -> str:
        ends = f"until {self.until:%Y-%m-%d}" if self.until else f"to be looked at on {self.review_on}"
        late = "OVERDUE: " if self.overdue else ""
        keeps = ", ".join(self.keeps)
        return f"{late}{self.id}: {self.on} keeps {keeps} ({self.ground}), {ends}; {self.actor}: {self.because}"


@dataclass(frozen=True, kw_only=True)
class HoldByCondition:
    """A hold of the policy, and how many rows meet its condition now."""

    name: str
    says: str
    ground: str
    condition: str
    keeps: tuple[str, ...]
    rows: int

    def __str__(self) -> str:
        keeps = ", ".join(self.keeps)
        return f"{self.name}: keeps {keeps} ({self.ground}) while {self.condition}: {self.rows:,} rows now; {self.says}"


@dataclass(frozen=True, kw_only=True)
class Holds:
    """All holds of a deployment; those that are overdue come first."""

    by_hand: tuple[HoldByHand, ...]
    by_condition: tuple[HoldByCondition, ...]

    @property
    def overdue(self) -> tuple[HoldByHand, ...]:
        return tuple(hold for hold in self.by_hand if hold.overdue)

    def __str__(self) -> str:
        count = len(self.by_hand)
        counted = f"{count} hold{'' if count == 1 else 's'} set by people, {len(self.overdue)} of them overdue"
        return "\n".join([*map(str, self.by_hand), *map(str, self.by_condition), counted])

    def to_json(self) -> dict[str, object]:
        """The holds as plain data."""
        return asdict(self)


def holds(connection: psycopg.Connection[Any], compiled: Compiled) -> Holds:
    """The holds that stand now. `connection` is a login that owns the tables."""
    with connection.cursor(row_factory=class_row(HoldByHand)) as cursor:
        by_hand = tuple(cursor.execute(statement("explain all holds")).fetchall())
    conditions = []
    for name, hold in compiled.policy.holds.items():
        happening = compiled.mapped.conditions[hold.while_]
        met = sql.Identifier(while_column(hold.while_))
        query = statement("explain rows met").format(looked=qualified(look_out(happening.to)), met=met)
        ((rows,),) = connection.execute(query).fetchall()
        conditions.append(
            HoldByCondition(
                name=name, says=hold.says, ground=hold.ground, condition=hold.while_, keeps=hold.keeps, rows=rows
            )
        )
    return Holds(by_hand=by_hand, by_condition=tuple(conditions))
