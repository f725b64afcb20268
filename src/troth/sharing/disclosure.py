"""What left, as a value and on the record: to whom, for what, why, by whom, how much of whom, under which policy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg

from troth.compiler.build import Compiled
from troth.postgres.parameters import as_array
from troth.postgres.statements import statement
from troth.sharing.files import Tables


@dataclass(frozen=True, kw_only=True)
class Disclosure:
    """What left. `tables` are the rows as they were handed over; they are kept nowhere else."""

    id: int
    recipient: str
    people: int
    rows: int
    digest: str
    released_at: datetime
    tables: Tables = field(repr=False)
    path: Path | None = None

    def __str__(self) -> str:
        where = f" in {self.path}" if self.path else ""
        people = f"{self.people:,} {'person' if self.people == 1 else 'people'}"
        return f"disclosure {self.id} to {self.recipient}: {self.rows:,} rows of {people}{where}, sha256 {self.digest}"

    def to_json(self) -> dict[str, object]:
        """The record as plain data, without the rows."""
        return {
            "disclosure": self.id,
            "recipient": self.recipient,
            "people": self.people,
            "rows": self.rows,
            "digest": self.digest,
            "released_at": self.released_at.isoformat(),
            "file": str(self.path) if self.path else None,
        }


def next_disclosure(connection: psycopg.Connection[Any]) -> tuple[int, datetime]:
    """The number of the release that is being made, and its moment."""
    ((number, now),) = connection.execute(statement("sharing next disclosure")).fetchall()
    return number, now


def record_disclosure(
    connection: psycopg.Connection[Any],
    compiled: Compiled,
    made: Disclosure,
    *,
    said: Mapping[str, str | None],
    categories: Sequence[str] = (),
) -> dict[str, Any]:
    """Write down a release; what of it the ledger says too. `said`: because, actor, second, ground, not_told_before."""
    recipient = compiled.policy.recipients[made.recipient]
    safeguard = recipient.safeguard.kind if recipient.safeguard else None
    counted = {"recipient": made.recipient, "people": made.people, "rows": made.rows, "digest": made.digest}
    counted |= {"country": recipient.country, "safeguard": safeguard}
    row = {"ground": None, "not_told_before": None, **said, **counted, "id": made.id, "purpose": recipient.for_}
    row |= {"categories": as_array(categories), "policy_version": compiled.policy.version}
    connection.execute(statement("sharing record"), {**row, "released_at": made.released_at})
    return {"disclosure": made.id, **counted}
