"""Requests of people that are not answered in the time that the law gives."""

from __future__ import annotations

from collections.abc import Iterator

from troth.compiler.stored.request_states import OPEN
from troth.findings import Finding, Place
from troth.verify.look import Look

CODE = "TR772"
MOST = 10
"""How many of them a finding names."""
_WHY = "Art. 12(3) GDPR: within one month of receipt, or three if the person was told why within the first"


def find(look: Look) -> Iterator[Finding]:
    """One error for all of them, with their numbers."""
    (row,) = look.rows("request overdue", {"open": list(OPEN)})
    if not row["count"]:
        return
    numbers = row["numbers"]
    shown = ", ".join(map(str, numbers[:MOST])) + (", ..." if len(numbers) > MOST else "")
    said = "1 request is" if row["count"] == 1 else f"{row['count']} requests are"
    yield Finding(
        code=CODE,
        message=f"{said} overdue, the first since {row['first']}: {shown}",
        where=Place(object="table troth.request"),
        why=_WHY,
        hint="`troth request list` shows them first; answer them, or refuse them on a ground of the law",
    )
