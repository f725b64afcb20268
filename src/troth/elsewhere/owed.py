"""What is owed to others and how far it is: notices to recipients, tasks in other systems."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from troth.errors import Refused
from troth.findings import Finding, Place

NO_SUCH, SAID = "TR776", "TR764"

NOTICE, TASK = "notice", "task"

TO = {NOTICE: "recipient", TASK: "system"}
"""What each sort is owed to."""

FINISH = {NOTICE: "acknowledged", TASK: "done"}
"""The state of each sort in which it is well."""


@dataclass(frozen=True, kw_only=True)
class Owed:
    """A notice or a task. Whom it is about is known until it is done, and only by pseudonym afterwards."""

    id: int
    sort: str
    """`notice` or `task`."""
    to: str
    """The recipient, or the other system."""
    what: str
    """erase, rectify, restrict or access."""
    state: str
    categories: tuple[str, ...]
    kind: str | None
    key: tuple[Any, ...] | None
    pseudonym: str | None
    about: Mapping[str, Any] | None
    """By what the other system knows the person, or where the file lies."""
    disclosures: tuple[int, ...]
    assigned: str | None
    request: int | None
    since: datetime
    due_at: datetime
    overdue: bool
    message: str
    attempts: int
    next_at: datetime | None
    """When the next attempt by webhook is made; None: by people."""
    answered: str | None
    """What came of the last attempt."""
    evidence: str | None
    done_by: str | None
    done_at: datetime | None

    @property
    def whom(self) -> str:
        """By what those who do it know the person."""
        if self.about:
            return ", ".join(f"{name} {_shown(value)}" for name, value in self.about.items())
        return f"{self.kind} {_shown(self.key)}" if self.key is not None else "somebody known by pseudonym alone"

    def __str__(self) -> str:
        what = f"tell {self.to}: {self.what}" if self.sort == NOTICE else f"{self.what} in {self.to}"
        data = f" of {', '.join(self.categories)}" if self.categories else ""
        due = f"OVERDUE since {self.due_at:%Y-%m-%d}" if self.overdue else f"due {self.due_at:%Y-%m-%d}"
        state = due if self.state in ("waiting", "sent", "failed") else ""
        said = ", ".join(part for part in (self.state, state, self._attempts(), self._by()) if part)
        return f"{self.sort} {self.id}: {what}{data}, for {self.whom}: {said}"

    def _attempts(self) -> str:
        times = "attempt" if self.attempts == 1 else "attempts"
        return f"{self.attempts} {times}, the last: {self.answered}" if self.attempts else ""

    def _by(self) -> str:
        by = f"for people of {self.assigned}" if self.assigned else ""
        return ", ".join(part for part in (by, f"request {self.request}" if self.request else "") if part)

    def to_json(self) -> dict[str, object]:
        """The same as plain data."""
        return asdict(self)


def _shown(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def no_such(sort: str, number: int) -> Refused:
    """The refusal of a number that nothing open has."""
    message, hint = f"no {sort} {number} is open", "`troth tasks` lists what is"
    why = "only what is still owed can be done, given up or told"
    return Refused(Finding(code=NO_SUCH, message=message, where=Place(object=f"{sort} {number}"), why=why, hint=hint))


def unsaid(sort: str, number: int, hint: str) -> Refused:
    """The refusal of something that is written down without evidence or reason."""
    message, where = "evidence or a reason is missing, in words", Place(object=f"{sort} {number}")
    why = "who was told, and how that is known, can be asked for by the person and by the authority (Art. 19 GDPR)"
    return Refused(Finding(code=SAID, message=message, where=where, why=why, hint=hint))
