"""Recipients who were not told in time, and other systems that still hold what is erased here."""

from __future__ import annotations

from collections.abc import Iterator

from troth.compiler.stored.requests import FINISHED
from troth.findings import Finding, Level, Place
from troth.verify.look import Look

CODE = "TR774"
_WHY = "Art. 19 GDPR: whoever was given the data is told of its erasure; what lies elsewhere is the person's data too"


def find(look: Look) -> Iterator[Finding]:
    """One warning for what is overdue, and one for what no webhook could deliver."""
    (row,) = look.rows("owed overdue", {"finished": list(FINISHED)})
    said = [f"{row[name]} {name}" for name in ("notices", "tasks") if row[name]]
    if said:
        yield _finding(f"{' and '.join(said)} are overdue", "`troth tasks` lists them, the earliest due first")
    if row["failed"]:
        message = f"{row['failed']} notices or tasks could not be delivered, and are left to people"
        yield _finding(message, "tell them by other means, or mend the address and run `troth notify --again`")


def _finding(message: str, hint: str) -> Finding:
    where = Place(object="tables troth.notice and troth.task")
    return Finding(code=CODE, message=message, where=where, why=_WHY, hint=hint, level=Level.WARNING)
