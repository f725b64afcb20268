"""A breach: a login in wrong hands between two moments, who lay within its reach, and the 72 hours of Art. 33 GDPR."""

from __future__ import annotations

import getpass
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import psycopg

from troth.checks import Declared
from troth.compiler.build import Compiled
from troth.errors import Refused
from troth.findings import Finding, Place
from troth.ledger.entry import Entry
from troth.ledger.store import record
from troth.postgres.parameters import as_json
from troth.postgres.statements import statement
from troth.standing.words import Outcome
from troth.verify.breaches.counting import EVERYONE, Count, count_people
from troth.verify.breaches.reach import Reach, reach_of, reads_standing
from troth.verify.look import Look

NO_SUCH = "TR778"

GONE = ("erase", "sweep", "erased", "sweep batch")
CHANGED = ("withdraw", "object", "end", "restrict", "lift", "begin", "consent")
"""What the ledger calls deeds by which fewer or other people can be seen now than between the two moments."""


@dataclass(frozen=True, kw_only=True)
class BreachReport:
    """Who lay within the reach of a login between two moments, as far as that can be known."""

    role: str
    start: datetime
    end: datetime
    looked_at: datetime
    windows: tuple[str, ...]
    tables: tuple[str, ...]
    """The tables it could read itself, in every row."""
    unbound: bool
    standing: bool
    """It could read what people said: consents, objections, requests."""
    counts: tuple[Count, ...]
    sensitive: tuple[str, ...]
    """Categories within reach of Art. 9 or 10 GDPR: those people are at high risk (Art. 34)."""
    unknown: tuple[str, ...]
    """What cannot be known, in sentences."""

    def __str__(self) -> str:
        lines = [f"The login {self.role}, from {self.start:%Y-%m-%d %H:%M %Z} to {self.end:%Y-%m-%d %H:%M %Z}"]
        lines += [f"could work in the windows {', '.join(self.windows)}"] if self.windows else []
        lines += [f"could read every row of {', '.join(self.tables)}"] if self.tables else []
        lines += ["is bound by no row security"] if self.unbound else []
        lines += ["could read what people said: consents, objections, requests"] if self.standing else []
        lines += [f"  {_said(count)}" for count in self.counts] or ["could reach no personal data"]
        risk = f"high risk (Art. 34 GDPR): {', '.join(self.sensitive)}"
        lines += [risk] if self.sensitive else []
        return "\n".join([*lines, "What cannot be known:", *(f"  {said}" for said in self.unknown)])

    def to_json(self) -> dict[str, object]:
        """The report as plain data."""
        return asdict(self)


def _said(count: Count) -> str:
    what = count.category or "in all"
    more = f", {count.held:,} if any moment between is taken" if count.held != count.seen else ""
    return f"{count.kind}, {what}: {count.seen:,} people can be seen now{more}"


def look_at_breach(look: Look, role: str, start: datetime, end: datetime) -> BreachReport:
    """Who lay within the reach of a login between two moments. Reads as the tables' owner, and changes nothing.

    Raises Refused (TR778) if there is no such role, or the moments are in no order.
    """
    ((now, _),) = look.connection.execute(statement("request now")).fetchall()
    if not start <= end <= now:
        message, hint = "a breach lies between two moments, of which the second has come", "give --from and --to"
        why = "who lay within reach is counted as it is now, of a time that is over"
        raise Refused(Finding(code=NO_SUCH, message=message, where=Place(object="--from"), why=why, hint=hint))
    reach = reach_of(look, role)
    counts = count_people(look, reach)
    direct = {str(sight.table.relation) for sight in reach.sights if sight.door is None}
    categories = look.compiled.policy.categories
    reached = {count.category for count in counts} - {EVERYONE}
    return BreachReport(
        role=role,
        start=start,
        end=end,
        looked_at=now,
        windows=reach.windows,
        tables=tuple(sorted(direct)),
        unbound=reach.unbound,
        standing=reads_standing(look, reach),
        counts=counts,
        sensitive=tuple(sorted(c for c in reached if categories[c].special or categories[c].criminal)),
        unknown=tuple(_unknown(look, start, end, reach)),
    )


def _unknown(look: Look, start: datetime, end: datetime, reach: Reach) -> Iterator[str]:
    """What the figures cannot tell, with how many people it is about where that is known."""
    yield "which of it was really read: only the server's own log can tell"
    yield "which roles and rights the login had then: they are read as they are now"
    versions = look.rows("breach versions", {"from": start, "to": end})
    if len(versions) > 1:
        listed = ", ".join(f"{row['version']} since {row['at']:%Y-%m-%d %H:%M}" for row in versions)
        yield f"what earlier versions of the policy showed: in force were {listed}; the windows counted are today's"
    for said, what in (("erased or swept", GONE), ("seen otherwise, because of what they said", CHANGED)):
        rows = look.rows("breach entries", {"what": list(what), "from": start})
        if rows:
            counted = ", ".join(f"{row['people']:,} by {row['what']}" for row in rows)
            yield f"people {said} since then are not in the figures of now: {counted}"
    yield "rows that the company changed or deleted itself since then"
    plain = [str(table.relation) for table in look.compiled.mapped.tables.values() if table.plain]
    if plain and reach.windows:
        yield f"whether anybody is named in what is mapped plain, and so seen whole: {', '.join(plain)}"
    views = reach.views
    if views:
        yield f"what the company's own views showed it: {', '.join(views)}"


@dataclass(frozen=True, kw_only=True)
class Breach:
    """A breach that was recorded."""

    id: int
    role: str
    from_at: datetime
    to_at: datetime
    known_at: datetime
    due_at: datetime
    reach: Mapping[str, Any]
    because: str
    actor: str
    told_at: datetime | None
    told: str | None
    overdue: bool

    def __str__(self) -> str:
        told = f"the authority was told on {self.told_at:%Y-%m-%d %H:%M %Z}: {self.told}" if self.told_at else ""
        due = f"{'OVERDUE: ' * self.overdue}the authority is to be told by {self.due_at:%Y-%m-%d %H:%M %Z}"
        return f"breach {self.id}: {self.role}, known since {self.known_at:%Y-%m-%d %H:%M %Z}; {told or due}"

    def to_json(self) -> dict[str, object]:
        """The breach as plain data."""
        return asdict(self)


AtWork = Callable[[], AbstractContextManager[tuple[psycopg.Connection[Any], Compiled]]]


class Breaches:
    """The breaches of one deployment. `at_work` gives a connection of the tables' owner, with the compiled policy."""

    def __init__(self, declared: Declared, at_work: AtWork) -> None:
        self._declared = declared
        self._at_work = at_work

    def look(self, role: str, start: datetime, end: datetime) -> BreachReport:
        """Who lay within the reach of a login between two moments. Changes nothing.

        A moment without a zone is of the policy's. Raises Refused (TR778) for no such role, or moments in no order.
        """
        moments = (self._zoned(start), self._zoned(end))
        with self._at_work() as (connection, compiled), connection.transaction(force_rollback=True):
            connection.execute("set local search_path = ''")
            return look_at_breach(Look(connection, compiled, self._declared), role, *moments)

    def record(
        self, report: BreachReport, *, because: str, known: datetime | None = None, actor: str | None = None
    ) -> Outcome:
        """Record a breach with what was found; the 72 hours count from when it was `known`, now if not said."""
        who, since = actor or getpass.getuser(), self._zoned(known) if known else report.looked_at
        asked = {"role": report.role, "from": report.start, "to": report.end, "known": since}
        said = {"reach": as_json(report.to_json()), "because": because, "actor": who}
        with self._at_work() as (connection, _), connection.transaction():
            ((number, due),) = connection.execute(statement("breach record"), asked | said).fetchall()
            record(connection, Entry(what="breach recorded", actor=who, detail={"breach": number, "role": report.role}))
        return Outcome(said=f"breach {number}: the authority is to be told by {due:%Y-%m-%d %H:%M %Z}", id=number)

    def told(self, breach: int, *, how: str, actor: str | None = None) -> Outcome:
        """The authority was told, or need not be: `how` and why. Raises Refused (TR778)."""
        if not how.strip():
            message, hint = "it is not said how the authority was told", "say `how`"
            raise Refused(_no_such(breach, message, hint))
        who = actor or getpass.getuser()
        with self._at_work() as (connection, _), connection.transaction():
            found = connection.execute(statement("breach told"), {"id": breach, "told": how}).fetchone()
            if found is None:
                message, hint = f"there is no breach {breach}", "`troth breach --list` shows what was recorded"
                raise Refused(_no_such(breach, message, hint))
            record(connection, Entry(what="breach told", actor=who, detail={"breach": breach, "role": found[0]}))
        return Outcome(said=f"breach {breach} of {found[0]}: the authority was told ({how})", id=breach)

    def list(self) -> tuple[Breach, ...]:
        """Every breach that was recorded."""
        with self._at_work() as (connection, _):
            rows = connection.execute(statement("breach list"), {"id": None}).fetchall()
        return tuple(Breach(**dict(zip(_COLUMNS, row, strict=True))) for row in rows)

    def _zoned(self, moment: datetime) -> datetime:
        return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(self._declared.policy.time_zone))


_COLUMNS = ("id", "role", "from_at", "to_at", "known_at", "due_at", "reach", "because", "actor", "told_at", "told",
            "overdue")  # fmt: skip


def _no_such(breach: int, message: str, hint: str) -> Finding:
    why = "what was recorded of a breach is what the authority may ask for (Art. 33(5) GDPR)"
    return Finding(code=NO_SUCH, message=message, where=Place(object=f"breach {breach}"), why=why, hint=hint)
