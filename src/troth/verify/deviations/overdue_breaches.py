"""Breaches of which the authority was not told within 72 hours."""

from __future__ import annotations

from collections.abc import Iterator

from troth.findings import Finding, Place
from troth.verify.look import Look

CODE = "TR777"
_WHY = "Art. 33(1) GDPR: within 72 hours of becoming aware of it; later only with the reasons for the delay"


def find(look: Look) -> Iterator[Finding]:
    """One error for each."""
    for row in look.rows("breach overdue"):
        due = f"{row['due_at']:%Y-%m-%d %H:%M}"
        yield Finding(
            code=CODE,
            message=f"the authority was to be told of breach {row['id']} ({row['role']}) by {due}",
            where=Place(object="table troth.breach"),
            why=_WHY,
            hint=f"tell it, and write that down: `troth breach --told {row['id']} --how ...`",
        )
